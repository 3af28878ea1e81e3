"use strict";
// Puts a live chart in place of each still one. Without scripts, or if this fails, the still stays.
(() => {
  const noNetwork = () => Promise.reject(new Error("this page loads nothing"));
  const options = {
    actions: false,
    ast: true, // Vega's own interpreter: the page's policy allows no eval
    defaultStyle: false,
    loader: { load: noNetwork, sanitize: noNetwork, http: noNetwork, file: noNetwork },
    renderer: "svg",
    tooltip: { disableDefaultStyle: true },
  };
  for (const figure of document.querySelectorAll("figure.chart")) {
    const spec = JSON.parse(figure.querySelector("script").textContent);
    figure.classList.add("live");
    vegaEmbed(figure.querySelector(".drawn"), spec, options).catch((error) => {
      figure.classList.remove("live");
      console.error(error);
    });
  }
  const warnings = document.getElementById("warning-signs");
  let opened = false;
  addEventListener("beforeprint", () => {
    opened = warnings.open;
    warnings.open = true;
  });
  addEventListener("afterprint", () => {
    warnings.open = opened;
  });
})();

"use strict";
// Draws the charts. Without scripts, or if this fails, still pictures, captions and tables are there.
(() => {
  document.documentElement.classList.add("scripted");
  const noNetwork = () => Promise.reject(new Error("this page loads nothing"));
  const options = {
    actions: false,
    ast: true, // Vega's own interpreter: the page's policy allows no eval
    defaultStyle: false,
    loader: { load: noNetwork, sanitize: noNetwork, http: noNetwork, file: noNetwork },
    renderer: "svg",
    tooltip: { disableDefaultStyle: true },
  };

  // The time line: what is shown of it, moved by buttons, keys, dragging and pinching.
  const movable = (figure, view) => {
    const whole = [view.signal("first"), view.signal("last")];
    let shown = [view.signal("shown_from"), view.signal("shown_to")];
    let waiting = false;
    const least = 7 * 86400e3;
    const show = (from, width) => {
      const wide = Math.min(Math.max(width, least), whole[1] - whole[0]);
      const start = Math.min(Math.max(from, whole[0]), whole[1] - wide);
      shown = [start, start + wide];
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        view.signal("shown_from", shown[0]).signal("shown_to", shown[1]).runAsync();
      });
    };
    const width = () => shown[1] - shown[0];
    const zoom = (factor, at = 0.5) => {
      const wide = Math.min(Math.max(width() * factor, least), whole[1] - whole[0]);
      show(shown[0] + (width() - wide) * at, wide);
    };
    const moves = {
      earlier: () => show(shown[0] - width() / 2, width()),
      later: () => show(shown[0] + width() / 2, width()),
      closer: () => zoom(0.5),
      farther: () => zoom(2),
      all: () => show(whole[0], whole[1] - whole[0]),
    };
    const controls = figure.querySelector(".controls");
    controls.hidden = false;
    controls.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) moves[button.dataset.move]();
    });
    const keys = { ArrowLeft: "earlier", ArrowRight: "later", "+": "closer", "-": "farther" };
    controls.addEventListener("keydown", (event) => {
      const move = keys[event.key];
      if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      moves[move]();
    });
    const area = figure.querySelector(".drawn");
    const fingers = new Map();
    area.addEventListener("pointerdown", (event) => fingers.set(event.pointerId, event.clientX));
    addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (before === undefined) return;
      const across = area.getBoundingClientRect();
      if (fingers.size === 2) {
        const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
        const apart = Math.max(20, Math.abs(event.clientX - other));
        zoom(Math.max(20, Math.abs(before - other)) / apart, (other - across.left) / across.width);
      } else {
        show(shown[0] - ((event.clientX - before) / across.width) * width(), width());
      }
      fingers.set(event.pointerId, event.clientX);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      addEventListener(end, (event) => fingers.delete(event.pointerId));
    }
    view.addEventListener("click", (event, item) => {
      const session = item && item.datum && item.datum.session;
      if (session !== undefined && session !== null) goTo(session);
    });
  };

  // A session of the time line: its card, else its row in the table.
  const goTo = (session) => {
    const there =
      document.getElementById(`session-${session}`) || document.getElementById(`row-${session}`);
    if (!there) return;
    for (let up = there; up; up = up.parentElement) {
      if (up.tagName === "DETAILS") up.open = true;
    }
    history.replaceState(null, "", `#${there.id}`);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    there.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
    there.classList.add("found");
  };

  const unpacked = ({ names, rows }) => ({
    values: rows.map((row) => Object.fromEntries(row.map((value, i) => [names[i], value]))),
  });

  // A still, or room, stays until the live chart is there, so that nothing jumps.
  const draw = (figure) => {
    const spec = JSON.parse(figure.querySelector("script").textContent);
    for (const part of [spec, ...spec.layer]) if (part.data) part.data = unpacked(part.data);
    figure.classList.add("drawing");
    return vegaEmbed(figure.querySelector(".drawn"), spec, options)
      .then(({ view }) => {
        figure.classList.add("live");
        if (figure.id === "time-line") movable(figure, view);
      })
      .catch(console.error)
      .finally(() => figure.classList.remove("drawing"));
  };

  // What is in sight is drawn at once, the rest as it comes near or while nothing else is to do.
  const waiting = new Set(document.querySelectorAll("figure.chart"));
  const start = (figure) => {
    if (!waiting.delete(figure)) return Promise.resolve();
    near.unobserve(figure);
    return draw(figure);
  };
  const near = new IntersectionObserver(
    (seen) => {
      for (const each of seen) if (each.isIntersecting) setTimeout(() => start(each.target));
    },
    { rootMargin: "25%" },
  );
  for (const figure of waiting) near.observe(figure);
  const whenIdle = window.requestIdleCallback || ((work) => setTimeout(work, 100));
  const drawRest = () => {
    const [next] = waiting;
    if (next) start(next).then(() => whenIdle(drawRest));
  };
  whenIdle(drawRest);

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

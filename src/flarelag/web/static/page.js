// The page works without this. With it a form is kept when the computer cannot be reached or is
// busy, a second tap does nothing, and times are meant in the phone's own zone.
"use strict";

const RETRY_MS = 2500;
const MOST_TRIES = 5;
const STALE_MS = 5 * 60 * 1000;
const opened = Date.now();
let touched = false;

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
for (const field of document.querySelectorAll("[data-zone]")) {
  field.value ||= zone;
}

function tell(form, text) {
  let box = document.getElementById("problem");
  if (!box) {
    box = document.createElement("p");
    box.id = "problem";
    box.className = "problem";
    box.tabIndex = -1;
    box.setAttribute("role", "alert");
    form.before(box);
  }
  box.textContent = text;
  box.scrollIntoView({ block: "center" });
}

function wait(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

async function send(form, body) {
  for (let tries = 1; ; tries += 1) {
    let answer = null;
    let said = {};
    try {
      answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
      });
      said = await answer.json();
    } catch {
      answer = null;
    }
    if (answer?.ok && said.location) {
      location.assign(said.location);
      return true;
    }
    const again = !answer || answer.status === 503;
    if (!again || tries === MOST_TRIES) {
      tell(
        form,
        said.problem ||
          "Not saved: the computer cannot be reached. Nothing is lost: it stays here; try again when it is back.",
      );
      return false;
    }
    tell(form, said.problem || "The computer cannot be reached just now; trying again…");
    await wait(RETRY_MS);
  }
}

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("input", () => {
    touched = true;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") {
      return;
    }
    form.setAttribute("aria-busy", "true");
    const body = new URLSearchParams(new FormData(form, event.submitter));
    if (!(await send(form, body))) {
      form.removeAttribute("aria-busy");
    }
  });
}

// A page brought back from the browser's memory may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) {
    form.removeAttribute("aria-busy");
  }
});

// What it asks and lists is of the moment it was opened.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !touched && Date.now() - opened > STALE_MS) {
    location.replace("/");
  }
});

document.getElementById("saved")?.focus({ preventScroll: true });

// Conveniences only: every page works without this file.

// Copying the private link.
for (const button of document.querySelectorAll("[data-copy]")) {
  const input = document.getElementById(button.dataset.copy);
  if (!input || !navigator.clipboard) continue;
  button.hidden = false;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(input.value);
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

// Leaving a page with something typed and not saved.
for (const form of document.querySelectorAll("form[data-dirty-check]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// Typing a figure chooses the figure; choosing something else clears it.
for (const group of document.querySelectorAll(".choices:has(.choice-figure)")) {
  const figure = group.querySelector(".choice-figure input[type=radio]");
  const number = group.querySelector(".choice-figure input[type=text]");
  number.addEventListener("input", () => { figure.checked = true; });
  group.addEventListener("change", (event) => {
    if (event.target.type === "radio" && event.target !== figure) number.value = "";
  });
}

// Which facts to ask depends on those above: the server decides, this shows what it answers.
for (const form of document.querySelectorAll("form[data-shown]")) {
  let latest = 0;
  form.addEventListener("change", async () => {
    const turn = ++latest;
    const response = await fetch(form.dataset.shown, { method: "POST", body: new FormData(form) });
    if (!response.ok || turn !== latest) return;
    const { shown } = await response.json();
    for (const section of form.querySelectorAll("section.question-fact")) {
      section.hidden = !shown.includes(section.id);
    }
  });
}

// A file too large is told before it is sent for minutes.
for (const input of document.querySelectorAll("input[data-max-bytes]")) {
  const judge = () => {
    const large = [...input.files].some((file) => file.size > Number(input.dataset.maxBytes));
    input.setCustomValidity(large ? input.dataset.tooLarge : "");
    return input.reportValidity();
  };
  input.addEventListener("change", judge);
  input.form.addEventListener("submit", (event) => {
    if (!judge()) event.preventDefault();
  });
}

// A page that waits for something under way asks for itself until it has something else to say.
for (const part of document.querySelectorAll("[data-waiting]")) {
  for (const told of part.querySelectorAll("[data-by-itself]")) told.hidden = false;
  const look = async () => {
    try {
      const response = await fetch(location.href, { cache: "no-store" });
      const now = /data-waiting="([^"]*)"/.exec(await response.text())?.[1];
      if (response.status < 500 && now !== part.dataset.waiting) return location.reload();
    } catch {} // The server may be starting anew; the work is safe meanwhile.
    setTimeout(look, 1500);
  };
  setTimeout(look, 1000);
}

// How far a batch is: asked again until nothing is left, then the page shows what has come of it.
for (const section of document.querySelectorAll("[data-progress]:not([data-progress=''])")) {
  const status = section.querySelector("[data-progress-status]");
  const ask = async () => {
    let pause = 2000;
    try {
      const response = await fetch(section.dataset.progress, { cache: "no-store" });
      if (response.redirected || response.status === 404) return location.reload();
      const found = await response.json();
      for (const part of section.querySelectorAll("[data-phase]")) {
        const phase = found.phases[part.dataset.phase];
        part.querySelector("progress").max = phase.total;
        part.querySelector("progress").value = phase.total - phase.left;
        part.querySelector(".phase-text").textContent = phase.text;
      }
      if (!found.working || found.state !== "open") return location.reload();
    } catch {
      pause = 8000; // The server may be starting anew; the work is safe meanwhile.
    }
    setTimeout(ask, pause);
  };
  // Read out now and then, not with every figure.
  setInterval(() => {
    const texts = [...section.querySelectorAll(".phase-text")].map((text) => text.textContent);
    status.textContent = texts.join("; ");
  }, 15000);
  setTimeout(ask, 1000);
}

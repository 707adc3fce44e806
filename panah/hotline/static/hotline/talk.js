// The length of the talk, counted where it can be seen.

const two = (number) => String(number).padStart(2, "0");

function count(timer) {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(timer.dataset.timer)) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  timer.textContent = `${hours ? `${hours}:` : ""}${two(minutes)}:${two(seconds % 60)}`;
}

function countAll() {
  document.querySelectorAll("[data-timer]").forEach(count);
}

countAll();
setInterval(countAll, 1000);
document.addEventListener("htmx:afterSettle", countAll);

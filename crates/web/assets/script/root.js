// First line of all: style may now rely on script.
document.documentElement.classList.add('js');

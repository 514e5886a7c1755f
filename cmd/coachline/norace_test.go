//go:build !race

package main

// waiting is how many tests run at once: they mostly wait, for a browser, a Redis or a clock.
const waiting = 5

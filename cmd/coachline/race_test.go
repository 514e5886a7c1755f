//go:build race

package main

// waiting is two under the race detector, where a few tests at once keep both cores busy.
const waiting = 2

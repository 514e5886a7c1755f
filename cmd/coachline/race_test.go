//go:build race

package main

// waiting is one under the race detector, where a test alone keeps both cores busy.
const waiting = 1

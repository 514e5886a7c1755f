package main

import (
	"fmt"
	"runtime/debug"
)

// version is set by the linker in a release.
var version = ""

type versionCommand struct{}

// Run says which version this is.
func (versionCommand) Run(w world) error {
	_, err := fmt.Fprintf(w.out, "coachline %s\n", versionName())
	return err
}

// versionName is the release, or else the commit that was built.
func versionName() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return info.Main.Version
}

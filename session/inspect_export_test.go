package session

import (
	"maps"
	"slices"
)

// NeededCommands are the names of neededCommands.
func NeededCommands() []string { return slices.Sorted(maps.Keys(neededCommands)) }

// IndexKey is where the ID of the index key is kept.
const IndexKey = indexKey

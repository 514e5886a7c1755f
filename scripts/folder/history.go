package folder

import "slices"

// kept is how many versions of a file are kept while the program runs.
const kept = 100

// history is the versions of a file, oldest first.
type history struct {
	texts []string
	at    int // the one that is on disk
}

func (h *history) now() string { return h.texts[h.at] }

// add adds a version after the one that is on disk. Those that were taken back are forgotten.
func (h *history) add(text string) {
	if len(h.texts) > 0 {
		h.texts = slices.Clip(h.texts[:h.at+1])
		if h.now() == text {
			return
		}
	}
	h.texts = append(h.texts, text)
	if len(h.texts) > kept {
		h.texts = slices.Delete(h.texts, 0, len(h.texts)-kept)
	}
	h.at = len(h.texts) - 1
}

// back is the version before.
func (h *history) back() (string, error) {
	if h.at == 0 {
		return "", ErrNothing
	}
	h.at--
	return h.now(), nil
}

// forward is the version after.
func (h *history) forward() (string, error) {
	if h.at == len(h.texts)-1 {
		return "", ErrNothingNew
	}
	h.at++
	return h.now(), nil
}

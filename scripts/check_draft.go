package scripts

import (
	"io/fs"
	"slices"
)

// CheckDraft checks a text as a file of a folder, whatever the folder has in it now. It returns the errors, warnings and hints of that
// file. Values and footer are as for Check.
func CheckDraft(fsys fs.FS, file, text, footer string, values map[string]string) Faults {
	c := fileCheck{footer: footer, values: values}
	c.lessons(draft{fsys, file, text}, "", file)
	c.faults.mark("form")
	found := slices.Clone(c.faults)
	for _, r := range c.reports {
		found = append(found, r.Warnings...)
	}
	return slices.DeleteFunc(found.sorted(), func(f Fault) bool { return f.File != file })
}

// draft is a folder with another text in one of its files.
type draft struct {
	fs.FS
	file, text string
}

// Stat says what a file on disk is, without opening it.
func (d draft) Stat(name string) (fs.FileInfo, error) { return fs.Stat(d.FS, name) }

// ReadFile reads a file.
func (d draft) ReadFile(name string) ([]byte, error) {
	if name == d.file {
		return []byte(d.text), nil
	}
	return fs.ReadFile(d.FS, name)
}

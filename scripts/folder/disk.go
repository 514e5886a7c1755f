package folder

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
)

// byteOrder is the mark with which some editors begin a file.
const byteOrder = "\ufeff"

// onDisk is a file as it was read.
type onDisk struct {
	text    string // as lines makes it
	version string
	mode    fs.FileMode
	ends    string // what its lines end with
	begins  string // byteOrder or nothing
}

// read reads a regular file of the folder itself.
func (f *Folder) read(name string) (d onDisk, err error) {
	if !isPlain(name) {
		return d, ErrName
	}
	info, err := f.root.Lstat(name)
	if err != nil {
		return d, err
	}
	if !info.Mode().IsRegular() {
		return d, ErrName
	}
	file, err := f.root.Open(name)
	if err != nil {
		return d, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, MaxFile+1))
	if err != nil {
		return d, err
	}
	if err := valid(string(content)); err != nil {
		return d, err
	}
	d = onDisk{version: versionOf(content), mode: info.Mode().Perm(), ends: "\n"}
	text, marked := strings.CutPrefix(string(content), byteOrder)
	if marked {
		d.begins = byteOrder
	}
	if strings.Contains(text, "\r\n") {
		d.ends = "\r\n"
	}
	d.text = lines(text)
	return d, nil
}

// write writes a text in place of what was read, whole or not at all: beside it first, which then takes its name. Line ends and
// permissions stay as they were.
func (f *Folder) write(name string, was onDisk, text string) error {
	content := was.begins + strings.ReplaceAll(text, "\n", was.ends)
	if err := valid(content); err != nil {
		return err
	}
	beside := "." + name + "." + strings.ToLower(rand.Text()[:8]) // no lesson's name begins with a dot
	file, err := f.root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, was.mode)
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	err = errors.Join(err, file.Chmod(was.mode), file.Sync(), file.Close()) // the mode, as a umask may have cut it
	if err == nil {
		err = f.root.Rename(beside, name)
	}
	if err != nil {
		_ = f.root.Remove(beside) // the first error is the one to tell
	}
	return err
}

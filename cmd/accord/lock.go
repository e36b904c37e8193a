package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// errHeld says that another process works in the data folder.
var errHeld = errors.New("another accord process uses this data folder")

// folderLock guards a data folder against a second process. The kernel drops
// it with the process, however that ends.
type folderLock struct{ file *os.File }

func lockFolder(dir string) (*folderLock, error) {
	if dir == "" {
		return nil, errors.New("--data is empty; name the folder of the workspace")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil { //nolint:gosec // the operator names the folder
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "accord.lock"), os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator names the folder
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) //nolint:gosec // a file descriptor fits
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s", errHeld, dir), f.Close())
	}
	return &folderLock{f}, nil
}

// release lets the next process in.
func (l *folderLock) release() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}

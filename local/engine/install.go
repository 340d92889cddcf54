package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// marker is written into an engine's folder when all of it is there.
const marker = ".installed"

// Tools finds the tools folder: the environment variable HASHMYTAG_TOOLS, or
// .tools in the repository that the working directory is in.
func Tools() (string, error) {
	if dir := os.Getenv("HASHMYTAG_TOOLS"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.Getwd()
	for ; err == nil; dir = filepath.Dir(dir) {
		if _, found := os.Stat(filepath.Join(dir, "template.yaml")); found == nil {
			return filepath.Join(dir, ".tools"), nil
		}
		if dir == filepath.Dir(dir) {
			err = errors.New("engine: not inside the repository, and HASHMYTAG_TOOLS is not set")
		}
	}
	return "", err
}

// Install makes sure that the engine is in the tools folder. Many processes may
// ask at the same moment: one installs, the others wait.
func (e Engine) Install(ctx context.Context, tools string) error {
	dir := filepath.Join(tools, e.name)
	if e.installed(dir) {
		return nil
	}
	if err := os.MkdirAll(tools, 0o755); err != nil {
		return err
	}
	unlock, err := lock(dir + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if e.installed(dir) {
		return nil
	}
	return e.installInto(ctx, dir)
}

func (e Engine) installInto(ctx context.Context, dir string) error {
	if err := e.checkNeeds(); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, name := range e.files {
		if err := os.WriteFile(filepath.Join(dir, name), launcher(name), 0o644); err != nil {
			return err
		}
	}
	for _, argv := range e.install {
		if err := e.run(ctx, dir, argv); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, marker), e.recipe(), 0o644)
}

// installed compares recipes, so that a changed launcher is installed anew.
func (e Engine) installed(dir string) bool {
	got, err := os.ReadFile(filepath.Join(dir, marker))
	return err == nil && bytes.Equal(got, e.recipe())
}

// recipe is all that decides what is in the engine's folder.
func (e Engine) recipe() []byte {
	recipe := fmt.Append(nil, e.install)
	for _, name := range e.files {
		recipe = append(recipe, launcher(name)...)
	}
	return recipe
}

func launcher(name string) []byte {
	text, err := fs.ReadFile(launchers, "launch/"+name)
	if err != nil {
		panic(err) // it is embedded: the name is wrong
	}
	return text
}

func (e Engine) checkNeeds() error {
	var missing []string
	for command, what := range e.needs {
		if _, err := exec.LookPath(command); err != nil && !slices.Contains(missing, what) {
			missing = append(missing, what)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	return fmt.Errorf("%s needs %s: please install it", e.name, strings.Join(missing, " and "))
}

func (e Engine) run(ctx context.Context, dir string, argv []string) error {
	cmd := exec.CommandContext(ctx, executable(dir, argv[0]), argv[1:]...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("installing %s: %s: %w\n%s", e.name, strings.Join(argv, " "), err, tail(out))
	}
	return nil
}

// executable is a command of the machine, or a file in the engine's folder.
func executable(dir, name string) string {
	if strings.ContainsRune(name, filepath.Separator) {
		return filepath.Join(dir, name)
	}
	return name
}

func tail(out []byte) []byte { return out[max(0, len(out)-2000):] }

// lock takes the lock of a path for this process; it goes when the process does.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil
}

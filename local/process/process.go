// Package process starts child processes that end with the platform: engines and function environments.
package process

import (
	"errors"
	"os/exec"
	"syscall"
	"time"
)

// outputGrace bounds the wait for output that a grandchild still holds open.
const outputGrace = time.Second

// sweepTime bounds the wait for grandchildren, whom somebody else has to bury.
const sweepTime = time.Second

// lowest is the priority that gives way to all others (setpriority, POSIX).
const lowest = 19

// Process is a running child, alone in a process group of its own.
type Process struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error // what Wait answered; read after done
}

// Start starts a command whose ending the caller decides: Ctrl-C in the terminal does not reach it,
// and where the system allows it (Linux) it is killed should the platform die.
func Start(cmd *exec.Cmd) (*Process, error) {
	cmd.SysProcAttr = attributes()
	cmd.WaitDelay = outputGrace
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &Process{cmd: cmd, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		sweep(cmd.Process.Pid)
		close(p.done)
	}()
	return p, nil
}

// sweep ends what the process itself had started, and waits until nothing of the group is left, a while at most.
func sweep(group int) {
	for deadline := time.Now().Add(sweepTime); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if syscall.Kill(-group, syscall.SIGKILL) != nil {
			return
		}
	}
}

// PID is the process's id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Yield lets everybody else go first when the processor is short. That a system refuses it is no reason not to go on.
func (p *Process) Yield() {
	_ = syscall.Setpriority(syscall.PRIO_PGRP, p.PID(), lowest) // of the group: Linux reaches one thread alone by a process's id
}

// Done is closed when the process and all that it started have ended and its output is read.
func (p *Process) Done() <-chan struct{} { return p.done }

// Ended tells whether the process has ended.
func (p *Process) Ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Err says how the process ended. It waits for that.
func (p *Process) Err() error {
	<-p.done
	return p.err
}

// Kill ends the process and all that it started, and waits.
func (p *Process) Kill() {
	p.signal(syscall.SIGKILL)
	<-p.done
}

// Stop asks the process to end, and kills it when it has not after the grace period.
func (p *Process) Stop(grace time.Duration) {
	p.signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(grace):
		p.Kill()
	}
}

func (p *Process) signal(signal syscall.Signal) {
	if p.Ended() {
		return // its id may be somebody else's by now
	}
	if err := syscall.Kill(-p.PID(), signal); err != nil && !errors.Is(err, syscall.ESRCH) {
		_ = p.cmd.Process.Kill()
	}
}

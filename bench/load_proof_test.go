//go:build proof

package main

import "testing"

// The part of docs/proof/load.md that no other work on the machine disturbs: what
// many ticks leave behind. Times are compared by `go run ./bench load`.

func TestTenThousandTenants(t *testing.T) { want(t, fanOut(10_000)) }

func TestADayOfTicks(t *testing.T) {
	t.Chdir("..") // where the platform is built
	want(t, day)
}

func TestADayOfTicksInOneProcess(t *testing.T) { want(t, dayOfSyncs) }

package faults_test

import (
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// TestFaults strikes what can be struck, and prints what came of it.
func TestFaults(t *testing.T) {
	t.Parallel()
	b := &book{}
	t.Run("struck", func(t *testing.T) {
		if !whole {
			testEssential(t, b)
			return
		}
		t.Run("networks", func(t *testing.T) { testNetworks(t, b) })
		t.Run("AWS", func(t *testing.T) { testAWS(t, b) })
		t.Run("delivery", func(t *testing.T) { testDelivery(t, b) })
	})
	keep(t, b.text())
}

// testEssential strikes some of everything, on one platform.
func testEssential(t *testing.T, b *book) {
	p := newPlatform(t)
	i := 0
	for _, f := range networkFaults() {
		if f.brief {
			p.befall(wall.Networks()[i%len(wall.Networks())], f, b)
			i++
		}
	}
	for _, a := range acts() {
		if a.brief {
			p.strikeAll(a, a.strikes(p), b)
		}
	}
	for _, d := range disorders() {
		if d.brief {
			p.disturb(d, b)
		}
	}
}

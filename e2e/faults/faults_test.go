package faults_test

import "testing"

// TestFaults strikes everything that can be struck, and prints what came of it.
func TestFaults(t *testing.T) {
	t.Parallel()
	b := &book{}
	t.Run("struck", func(t *testing.T) {
		t.Run("networks", func(t *testing.T) { testNetworks(t, b) })
		t.Run("AWS", func(t *testing.T) { testAWS(t, b) })
		t.Run("delivery", func(t *testing.T) { testDelivery(t, b) })
	})
	b.print(t)
}

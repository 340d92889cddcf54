package onboarding_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func (p *platform) rotate(tenantID string, grace time.Duration) wall.Secret {
	p.Helper()
	key, err := p.lifecycle(p.db).RotateKey(p.Context(), tenantID, grace)
	must(p.T, err)
	return key
}

// A key that was promised some time works for that time, however often the key
// is replaced after it.
func TestEveryOldKeyKeepsItsOwnGrace(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.registered()
	first := p.key(tenant.ID)
	second := p.rotate(tenant.ID, 3*time.Hour)
	third := p.rotate(tenant.ID, time.Hour)
	now := p.rotate(tenant.ID, 2*time.Hour)
	for _, step := range []struct {
		open, shut []wall.Secret
	}{
		{open: []wall.Secret{first, second, third, now}},
		{open: []wall.Secret{first, third, now}, shut: []wall.Secret{second}},
		{open: []wall.Secret{first, now}, shut: []wall.Secret{second, third}},
		{open: []wall.Secret{now}, shut: []wall.Secret{first, second, third}},
	} {
		for _, key := range step.open {
			p.wantOpen(key, tenant.ID)
		}
		for _, key := range step.shut {
			p.wantShut(key, wall.Unauthenticated)
		}
		p.now = p.now.Add(time.Hour)
	}
	p.rotate(tenant.ID, time.Hour)
	if old := p.tenant(tenant.ID).PreviousKeys; len(old) != 1 {
		t.Errorf("keys whose time is over are remembered: %+v", old)
	}
}

func TestARotationWithoutGraceEndsAllOldKeys(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.registered()
	old := []wall.Secret{p.key(tenant.ID), p.rotate(tenant.ID, time.Hour), p.rotate(tenant.ID, 48*time.Hour)}
	now := p.rotate(tenant.ID, 0)
	for _, key := range old {
		p.wantShut(key, wall.Unauthenticated)
	}
	p.wantOpen(now, tenant.ID)
}

// Old keys are bounded. Rather than end one before its time, a rotation is
// refused; the way out of a leak is always open.
func TestOldKeysAreBounded(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.registered()
	keys := []wall.Secret{p.key(tenant.ID)}
	for i := range 4 {
		keys = append(keys, p.rotate(tenant.ID, time.Duration(i+1)*time.Hour))
	}
	if _, err := p.lifecycle(p.db).RotateKey(t.Context(), tenant.ID, time.Hour); !wall.IsCode(err, wall.Conflict) {
		t.Errorf("the fifth rotation: %v", err)
	}
	for _, key := range keys {
		p.wantOpen(key, tenant.ID)
	}
	p.now = p.now.Add(time.Hour)
	p.rotate(tenant.ID, time.Hour)
	p.rotate(tenant.ID, 0)
}

// Others replace the key while somebody does. Wherever the one run stops for
// them, the tenant has one key, that which it is shown; who was told a key can
// use it; and pages with an old one go on working.
func TestKeyRotationsAtOnce(t *testing.T) {
	t.Parallel()
	for others := 1; others <= 3; others++ {
		t.Run(fmt.Sprint(others), func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t)
			for requests := 1; ; requests++ { // before the first, one rotation follows the other
				tenant := p.registered()
				told := []wall.Secret{p.key(tenant.ID)}
				rotate := func() {
					for range others {
						told = append(told, p.rotate(tenant.ID, time.Hour))
					}
				}
				key, err := p.lifecycle(interruptedAfter(p.db, requests, rotate)).RotateKey(t.Context(), tenant.ID, time.Hour)
				if len(told) == 1 {
					if requests < 6 {
						t.Errorf("done after %d requests: the test proves little", requests)
					}
					return
				}
				switch {
				case err == nil:
					told = append(told, key)
				case !wall.IsCode(err, wall.Changed):
					t.Fatal(err)
				}
				if shown := p.key(tenant.ID); shown != told[len(told)-1] {
					t.Errorf("after %d requests: the tenant is shown another key than it was given last", requests)
				}
				for _, key := range told {
					p.wantOpen(key, tenant.ID)
				}
				p.now = p.now.Add(time.Hour)
				p.wantOpen(p.key(tenant.ID), tenant.ID)
			}
		})
	}
}

// Who ends all old keys at once has ended them, also when another rotation was
// under way and both make one new key.
func TestARotationWithoutGraceBesideAnother(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	for requests := 1; ; requests++ {
		tenant := p.registered()
		first, ended := p.key(tenant.ID), false
		end := func() {
			p.rotate(tenant.ID, 0)
			ended = true
		}
		_, err := p.lifecycle(interruptedAfter(p.db, requests, end)).RotateKey(t.Context(), tenant.ID, time.Hour)
		if !ended {
			break
		}
		if err != nil && !wall.IsCode(err, wall.Changed) {
			t.Fatal(err)
		}
		p.wantShut(first, wall.Unauthenticated)
		p.wantOpen(p.key(tenant.ID), tenant.ID)
	}
	for requests := 1; ; requests++ {
		tenant := p.registered()
		first, rotated := p.key(tenant.ID), false
		rotate := func() {
			p.rotate(tenant.ID, time.Hour)
			rotated = true
		}
		_, err := p.lifecycle(interruptedAfter(p.db, requests, rotate)).RotateKey(t.Context(), tenant.ID, 0)
		if !rotated {
			return
		}
		if err == nil {
			p.wantShut(first, wall.Unauthenticated)
		} else if !wall.IsCode(err, wall.Changed) {
			t.Fatal(err)
		}
		p.wantOpen(p.key(tenant.ID), tenant.ID)
	}
}

func TestManyKeyRotationsInParallel(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.registered()
	told := make([]wall.Secret, 8)
	var running sync.WaitGroup
	for i := range told {
		running.Go(func() {
			key, err := p.lifecycle(p.db).RotateKey(t.Context(), tenant.ID, onboarding.DefaultGrace)
			if err != nil && !wall.IsCode(err, wall.Changed) && !wall.IsCode(err, wall.Conflict) {
				t.Error(err)
			}
			told[i] = key
		})
	}
	running.Wait()
	shown := p.key(tenant.ID)
	for _, key := range append(told, shown) {
		if key != "" {
			p.wantOpen(key, tenant.ID)
		}
	}
	p.now = p.now.Add(onboarding.DefaultGrace)
	p.wantOpen(shown, tenant.ID)
}

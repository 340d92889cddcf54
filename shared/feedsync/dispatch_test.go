package feedsync_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// directory is what the dispatcher asks, and what it is told.
type directory struct {
	tenants            []wall.Tenant
	synced             map[string]int
	provisions, purges map[string][]time.Duration // when, since the begin
	now                time.Duration
}

func (o *directory) Tenants(context.Context) iter.Seq2[wall.Tenant, error] {
	return func(yield func(wall.Tenant, error) bool) {
		for _, t := range o.tenants {
			if !yield(t, nil) {
				return
			}
		}
	}
}

func (o *directory) SendSync(context.Context, wall.SyncMessage, time.Duration) error { return nil }

func (o *directory) SendSyncs(_ context.Context, batch []wall.DelayedSync) error {
	for _, s := range batch {
		o.synced[s.Message.Ref.TenantID]++
	}
	return nil
}

func (o *directory) SendProvision(_ context.Context, tenantID string) error {
	o.provisions[tenantID] = append(o.provisions[tenantID], o.now)
	return nil
}

func (o *directory) SendPurge(_ context.Context, tenantID string) error {
	o.purges[tenantID] = append(o.purges[tenantID], o.now)
	return nil
}

// Three days of ticks.
func TestWhatTheDispatcherAsksFor(t *testing.T) {
	t.Parallel()
	begin := wall.TickTime(1_000_000)
	const day = 24 * time.Hour
	o := &directory{synced: map[string]int{}, provisions: map[string][]time.Duration{}, purges: map[string][]time.Duration{}, tenants: []wall.Tenant{
		{ID: "t_active", Status: wall.Active},
		{ID: "t_suspended", Status: wall.Suspended},
		{ID: "t_new", Status: wall.Provisioning, CreatedAt: begin.Add(-time.Minute)},
		{ID: "t_deleted", Status: wall.Deleted, PurgeAt: begin.Add(day)},
		{ID: "t_killed", Status: wall.Deleted, PurgeAt: begin, Purging: true},
		{ID: "t_restored", Status: wall.Active, PurgeAt: time.Time{}},
		{ID: "t_old", Status: wall.Deleted}, // before there was a time to purge
	}}
	d := feedsync.Dispatcher{Directory: o, Syncs: o, Provisions: o}
	const ticks = int64(3 * day / wall.TickDuration)
	for tick := range ticks {
		o.now = time.Duration(tick) * wall.TickDuration
		if _, err := d.Dispatch(t.Context(), 1_000_000+tick, begin.Add(o.now)); err != nil {
			t.Fatal(err)
		}
	}
	if len(o.synced) != 2 || o.synced["t_active"] != int(ticks) {
		t.Errorf("synced %v", o.synced)
	}
	purges := o.purges["t_deleted"]
	if len(purges) != 2 || purges[0] < day || purges[0] >= 2*day || purges[1]-purges[0] != day {
		t.Errorf("the purge was asked for after %v", purges)
	}
	if len(o.purges["t_killed"]) != 3 || len(o.purges) != 2 {
		t.Errorf("purges %v", o.purges)
	}
	provisions := o.provisions["t_new"]
	if len(provisions) < 5 || len(provisions) > 12 || provisions[0] > 2*wall.TickDuration || len(o.provisions) != 1 {
		t.Errorf("the registration was asked for after %v", o.provisions)
	}
}

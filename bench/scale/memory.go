package main

import (
	"context"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// memory is a registry in maps: budget.Store and source.Store for one goroutine.
// Tests use real engines; here tens of millions of requests are made, and only
// their number counts.
type memory struct {
	reads, writes int
	ledgers, own  map[string]budget.Ledger
	sources       map[string]source.Source
	windows       map[string]source.Window
	watches       map[string]source.Watch
	verdicts      map[string]source.Verdict
}

func newMemory() *memory {
	return &memory{
		ledgers: map[string]budget.Ledger{}, own: map[string]budget.Ledger{},
		sources: map[string]source.Source{}, windows: map[string]source.Window{},
		watches: map[string]source.Watch{}, verdicts: map[string]source.Verdict{},
	}
}

func (m *memory) of(name string) map[string]budget.Ledger {
	if len(name) > len(budget.OwnPrefix) && name[:len(budget.OwnPrefix)] == budget.OwnPrefix {
		return m.own
	}
	return m.ledgers
}

func (m *memory) Ledger(_ context.Context, name string) (budget.Ledger, error) {
	m.reads++
	return m.of(name)[name], nil
}

func (m *memory) SaveLedger(_ context.Context, name string, l budget.Ledger, _ time.Time) error {
	m.writes++
	if m.of(name)[name].Rev != l.Rev {
		return wall.Errorf(wall.Changed, "another revision")
	}
	l.Rev++
	m.of(name)[name] = l
	return nil
}

func (m *memory) Ledgers(context.Context) (map[string]budget.Ledger, error) { return m.ledgers, nil }

func (m *memory) LeadSource(_ context.Context, key string, tick int64, _ time.Time) (source.Source, bool, error) {
	m.writes++
	s, known := m.sources[key]
	if known && s.Next > tick {
		return s, false, nil
	}
	next := s
	next.Next = tick + s.Lease()
	m.sources[key] = next
	return s, true, nil
}

func (m *memory) SaveSource(_ context.Context, key string, s source.Source, held int64, w *source.Window, _ time.Time) error {
	m.writes++
	if m.sources[key].Next != held {
		return wall.Errorf(wall.Changed, "another turn")
	}
	m.sources[key] = s
	if w != nil {
		m.windows[key] = *w
	}
	return nil
}

func (m *memory) Source(_ context.Context, key string) (source.Source, error) {
	m.reads++
	return m.sources[key], nil
}

func (m *memory) SourceWindow(_ context.Context, key string) (source.Window, error) {
	m.reads++
	return m.windows[key], nil
}

func (m *memory) SaveWatch(_ context.Context, _ wall.Network, key string, w source.Watch, _ time.Time) error {
	m.writes++
	m.watches[key] = w
	return nil
}

func (m *memory) Watch(_ context.Context, _ wall.Network, key string) (source.Watch, error) {
	m.reads++
	return m.watches[key], nil
}

func (m *memory) Watches(context.Context, wall.Network) (map[string]source.Watch, error) {
	m.reads++
	return m.watches, nil
}

func (m *memory) SaveVerdict(_ context.Context, _ wall.Network, key string, v source.Verdict, _ time.Time) error {
	m.writes++
	m.verdicts[key] = v
	return nil
}

func (m *memory) Verdict(_ context.Context, _ wall.Network, key string) (source.Verdict, error) {
	m.reads++
	return m.verdicts[key], nil
}

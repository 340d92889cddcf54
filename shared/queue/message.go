package queue

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// syncMessage is wall.SyncMessage on the wire.
type syncMessage struct {
	tableRef
	Tick  int64  `json:"tick"`
	Now   bool   `json:"now,omitempty"`
	ID    string `json:"id,omitempty"`
	Tidy  bool   `json:"tidy,omitempty"`
	After string `json:"after,omitempty"`
}

// tableRef is wall.TableRef on the wire.
type tableRef struct {
	TenantID string `json:"tenantId"`
	Table    string `json:"table"`
	Account  string `json:"account,omitempty"`
	Region   string `json:"region,omitempty"`
}

func encodeRef(r wall.TableRef) tableRef {
	return tableRef{TenantID: r.TenantID, Table: r.Table, Account: r.Cell.Account, Region: r.Cell.Region}
}

func (r tableRef) decode() (wall.TableRef, error) {
	if r.TenantID == "" || r.Table == "" {
		return wall.TableRef{}, errors.New("queue: a message without its tenant or table")
	}
	return wall.TableRef{TenantID: r.TenantID, Table: r.Table, Cell: wall.Cell{Account: r.Account, Region: r.Region}}, nil
}

type provisionMessage struct {
	TenantID string `json:"tenantId"`
	Purge    bool   `json:"purge,omitempty"`
}

func encodeSync(m wall.SyncMessage) string {
	return encode(syncMessage{tableRef: encodeRef(m.Ref), Tick: m.Tick, Now: m.Now, ID: m.ID, Tidy: m.Tidy, After: m.After})
}

// DecodeSync reads a message of the queue of syncs.
func DecodeSync(body string) (wall.SyncMessage, error) {
	var m syncMessage
	if err := decode(body, &m); err != nil {
		return wall.SyncMessage{}, err
	}
	ref, err := m.decode()
	return wall.SyncMessage{Ref: ref, Tick: m.Tick, Now: m.Now, ID: m.ID, Tidy: m.Tidy, After: m.After}, err
}

// DecodeProvision reads a message of the queue of tenants to be set up, or to be
// removed: purge.
func DecodeProvision(body string) (tenantID string, purge bool, err error) {
	var m provisionMessage
	if err := decode(body, &m); err != nil {
		return "", false, err
	}
	if m.TenantID == "" {
		return "", false, errors.New("queue: a provision message without its tenant")
	}
	return m.TenantID, m.Purge, nil
}

func encode(m any) string {
	body, err := json.Marshal(m)
	if err != nil {
		panic(err) // structs of strings and numbers always encode
	}
	return string(body)
}

// decode is strict: a message that we do not understand whole is not ours, and
// ends in the dead letters for people to see.
func decode(body string, m any) error {
	d := json.NewDecoder(strings.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(m); err != nil {
		return fmt.Errorf("queue: message: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("queue: message: more than one value")
	}
	return nil
}

package queue

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Notices is the queue of what people are told by e-mail.
type Notices struct{ queue }

var _ wall.NoticeQueue = (*Notices)(nil)

// NewNotices is the queue of what people are told by e-mail, at url.
func NewNotices(client *sqs.Client, url string) *Notices { return &Notices{queue{client, url}} }

// SendNotice asks for a tenant's owners to be told, or for an invitation.
func (q *Notices) SendNotice(ctx context.Context, m wall.NoticeMessage) error {
	return q.send(ctx, encodeNotice(m), 0)
}

// noticeMessage is wall.NoticeMessage on the wire.
type noticeMessage struct {
	ID       string        `json:"id"`
	TenantID string        `json:"tenantId"`
	Kind     string        `json:"kind"`
	Feeds    []noticedFeed `json:"feeds,omitempty"`
	More     int           `json:"more,omitempty"`

	Invitation string `json:"invitation,omitempty"`
}

type noticedFeed struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Network string    `json:"network"`
	Own     bool      `json:"own,omitempty"`
	Class   string    `json:"class,omitempty"`
	Message string    `json:"message,omitempty"`
	Since   time.Time `json:"since,omitzero"`
	Until   time.Time `json:"until,omitzero"`
	Account string    `json:"account,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
}

func encodeNotice(m wall.NoticeMessage) string {
	out := noticeMessage{ID: m.ID, TenantID: m.TenantID, Kind: string(m.Kind), More: m.More, Invitation: m.Invitation}
	for _, f := range m.Feeds {
		out.Feeds = append(out.Feeds, noticedFeed{
			ID: f.ID, Name: f.Name, Network: string(f.Network), Own: f.Own, Class: string(f.Class), Message: f.Message,
			Since: f.Since, Until: f.Until, Account: f.Account, Expires: f.Expires,
		})
	}
	return encode(out)
}

// DecodeNotice reads a message that asks for mails.
func DecodeNotice(body string) (wall.NoticeMessage, error) {
	var in noticeMessage
	if err := decode(body, &in); err != nil {
		return wall.NoticeMessage{}, err
	}
	m := wall.NoticeMessage{ID: in.ID, TenantID: in.TenantID, Kind: wall.NoticeKind(in.Kind), More: in.More, Invitation: in.Invitation}
	about := len(in.Feeds) > 0
	switch m.Kind {
	case wall.NoticeFailing, wall.NoticeExpiring, wall.NoticeHealed:
	case wall.NoticeInvitation:
		about = m.Invitation != ""
	default:
		return wall.NoticeMessage{}, errors.New("queue: a notice of no known kind")
	}
	if m.ID == "" || m.TenantID == "" || !about {
		return wall.NoticeMessage{}, errors.New("queue: a notice without its id, its tenant or what it is about")
	}
	for _, f := range in.Feeds {
		m.Feeds = append(m.Feeds, wall.NoticedFeed{
			ID: f.ID, Name: f.Name, Network: wall.Network(f.Network), Own: f.Own, Class: wall.ErrorClass(f.Class), Message: f.Message,
			Since: f.Since, Until: f.Until, Account: f.Account, Expires: f.Expires,
		})
	}
	return m, nil
}

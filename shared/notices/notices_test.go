package notices_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/mail"
	"github.com/hashmytag/hashmytag/shared/notices"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var (
	now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

	_ notices.Registry = (*dynamo.Registry)(nil)
	_ notices.Mailer   = (*mail.Sender)(nil)
)

// office is a tenant in a real registry, and a mailer that can fail.
type office struct {
	*testing.T
	notices.Notifier
	registry *dynamo.Registry
	tenant   wall.Tenant

	mu    sync.Mutex
	sent  []wall.Mail
	fails int
}

func newOffice(t *testing.T, locale string) *office {
	t.Helper()
	db, name := enginetest.DynamoDB(t), enginetest.Name("registry")
	must(t, dynamo.EnsureRegistry(t.Context(), db, name))
	o := &office{T: t, registry: dynamo.NewRegistry(db, name)}
	var err error
	o.tenant, err = o.registry.CreateTenant(t.Context(), wall.Tenant{
		ID: wall.NewTenantID(), Name: "Bon Goût", Domain: "bon-gout.com", Locale: locale, Status: wall.Active, Table: enginetest.Name("tenant"),
	}, wall.Owner{Email: "paul@bon-gout.com"}, "")
	must(t, err)
	o.Notifier = notices.Notifier{Registry: o.registry, Mailer: o, Site: "https://walls.example", Clock: func() time.Time { return now }}
	return o
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (o *office) Send(_ context.Context, m wall.Mail) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fails > 0 {
		o.fails--
		return errors.New("not now")
	}
	o.sent = append(o.sent, m)
	return nil
}

func (o *office) to() []string {
	var all []string
	for _, m := range o.sent {
		all = append(all, m.To)
	}
	slices.Sort(all)
	return all
}

func (o *office) message(kind wall.NoticeKind, feeds ...wall.NoticedFeed) wall.NoticeMessage {
	return wall.NoticeMessage{ID: wall.NewNoticeID(), TenantID: o.tenant.ID, Kind: kind, Feeds: feeds}
}

var refused = wall.NoticedFeed{
	ID: "f_1", Name: "Notre page", Network: wall.Facebook, Own: true, Class: wall.ClassAuth, Since: now.Add(-time.Hour),
	Message: "The access token for Facebook is refused: it has expired.", Account: "Bon Goût", Expires: now.Add(6 * 24 * time.Hour),
}

func TestAMailIsSentOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "fr")
	m := o.message(wall.NoticeFailing, refused)
	var senders sync.WaitGroup
	for range 8 {
		senders.Go(func() {
			if err := o.Notify(t.Context(), m); err != nil && !wall.IsCode(err, wall.Conflict) {
				t.Error(err)
			}
		})
	}
	senders.Wait()
	must(t, o.Notify(t.Context(), m))
	if got := o.to(); !slices.Equal(got, []string{"paul@bon-gout.com"}) {
		t.Errorf("sent to %v", got)
	}
}

func TestAMailThatFailsIsSentLater(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "fr")
	o.fails = 1
	m := o.message(wall.NoticeFailing, refused)
	if err := o.Notify(t.Context(), m); err == nil {
		t.Error("a mail that was not sent is no error")
	}
	must(t, o.Notify(t.Context(), m))
	if len(o.sent) != 1 {
		t.Errorf("%d mails", len(o.sent))
	}
}

// A sender that dies holds its claim for a minute: then another one sends.
func TestASenderThatDiesIsReplaced(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "fr")
	m := o.message(wall.NoticeFailing, refused)
	claimed, err := o.registry.ClaimMail(t.Context(), m.ID, "paul@bon-gout.com", now, time.Minute, time.Hour)
	if err != nil || !claimed {
		t.Fatal(claimed, err)
	}
	if err := o.Notify(t.Context(), m); !wall.IsCode(err, wall.Conflict) || len(o.sent) != 0 {
		t.Errorf("while another sends: %v, %d mails", err, len(o.sent))
	}
	o.Clock = func() time.Time { return now.Add(2 * time.Minute) }
	must(t, o.Notify(t.Context(), m))
	if len(o.sent) != 1 {
		t.Errorf("%d mails", len(o.sent))
	}
}

func TestOwnersAreTold(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "en")
	invited, err := o.registry.Invited(t.Context(), "paul@bon-gout.com")
	must(t, err)
	must(t, o.registry.Accept(t.Context(), invited[0], wall.Member{}, wall.Member{Subject: "s1", Email: "paul@bon-gout.com", Role: wall.RoleOwner, Since: now}))
	for email, role := range map[string]wall.Role{"lea@bon-gout.com": wall.RoleOwner, "tom@bon-gout.com": wall.RoleEditor} {
		i := wall.Invitation{TenantID: o.tenant.ID, Email: email, Role: role, SentAt: now, ExpiresAt: now.Add(time.Hour)}
		must(t, o.registry.Invite(t.Context(), wall.Invitation{}, i))
		if email != "lea@bon-gout.com" {
			must(t, o.registry.Accept(t.Context(), i, wall.Member{}, wall.Member{Subject: email, Email: email, Role: role, Since: now}))
		}
	}
	must(t, o.Notify(t.Context(), o.message(wall.NoticeHealed, refused)))
	if got := o.to(); !slices.Equal(got, []string{"paul@bon-gout.com"}) {
		t.Errorf("sent to %v", got)
	}
}

func TestNobodyIsToldOfASuspendedTenant(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "en")
	_, err := o.registry.UpdateTenant(t.Context(), o.tenant.ID, func(t *wall.Tenant) error { t.Status = wall.Suspended; return nil })
	must(t, err)
	must(t, o.Notify(t.Context(), o.message(wall.NoticeFailing, refused)))
	m := o.message(wall.NoticeFailing, refused)
	m.TenantID = "t_none"
	must(t, o.Notify(t.Context(), m))
	if len(o.sent) != 0 {
		t.Errorf("%d mails", len(o.sent))
	}
}

func TestTheWords(t *testing.T) {
	t.Parallel()
	hostile := refused
	hostile.Name, hostile.Message = "<b>Été</b>", "line\r\nBcc: all@bon-gout.com"
	for name, test := range map[string]struct {
		locale string
		kind   wall.NoticeKind
		feeds  []wall.NoticedFeed
		more   int
		want   []string
	}{
		"failing, French": {"fr", wall.NoticeFailing, []wall.NoticedFeed{refused}, 0, []string{
			"Bon Goût : le flux « Notre page » n'apporte plus rien de nouveau", "depuis le 24 novembre 2026 à 11:00 (UTC)",
			"Détail (en anglais) : The access token", "/walls/", "donnez au flux un nouveau jeton",
		}},
		"failing, English": {"en", wall.NoticeFailing, []wall.NoticedFeed{refused, refused}, 3, []string{
			"Bon Goût: 5 feeds bring nothing new", "since 24 November 2026, 11:00 UTC", "it has expired", "Give the feed a new token", "… and 3 more.",
		}},
		"expiring, French":  {"fr", wall.NoticeExpiring, []wall.NoticedFeed{refused}, 0, []string{"expire le 30 novembre 2026", "le jeton de Bon Goût"}},
		"expiring, English": {"en", wall.NoticeExpiring, []wall.NoticedFeed{refused}, 0, []string{"ends on 30 November 2026", "the token of Bon Goût"}},
		"healed, French":    {"fr", wall.NoticeHealed, []wall.NoticedFeed{refused}, 0, []string{"va de nouveau bien", "Notre page"}},
		"healed, English":   {"en", wall.NoticeHealed, []wall.NoticedFeed{refused}, 0, []string{"is well again", "Notre page"}},
		"hostile":           {"en", wall.NoticeFailing, []wall.NoticedFeed{hostile}, 0, []string{"line Bcc: all@bon-gout.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, test.locale)
			m := o.message(test.kind, test.feeds...)
			m.More = test.more
			must(t, o.Notify(t.Context(), m))
			got := o.sent[0]
			for _, want := range test.want {
				if !strings.Contains(got.Subject+"\n"+got.Text, want) {
					t.Errorf("no %q in\n%s\n%s", want, got.Subject, got.Text)
				}
			}
			if strings.Contains(got.HTML, "<b>Été") || !strings.Contains(got.HTML, `href="https://walls.example/walls/`+o.tenant.ID+`/feeds"`) {
				t.Errorf("the HTML is\n%s", got.HTML)
			}
			if strings.Contains(got.Text, "\n\n\n") || strings.ContainsAny(got.Subject, "\r\n") {
				t.Errorf("bad form:\n%q\n%s", got.Subject, got.Text)
			}
		})
	}
}

// invite invites an address, as the team's use case stores it, and asks for the mail.
func (o *office) invite(role wall.Role) (wall.Invitation, wall.NoticeMessage) {
	o.Helper()
	i := wall.Invitation{
		TenantID: o.tenant.ID, Email: "zoe@bon-gout.com", Role: role, InvitedBy: "claire@bon-gout.com", SentAt: now, ExpiresAt: now.Add(14 * 24 * time.Hour),
	}
	must(o.T, o.registry.Invite(o.Context(), wall.Invitation{}, i))
	return i, wall.NoticeMessage{ID: wall.NewNoticeID(), TenantID: o.tenant.ID, Kind: wall.NoticeInvitation, Invitation: i.ID()}
}

func TestAnInvitationIsSentOnce(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string][]string{
		"fr": {"Invitation : rejoignez <b>Bon</b> & Goût sur HashMyTag", "éditeur", "jusqu'au 8 décembre 2026"},
		"en": {"Invitation: join <b>Bon</b> & Goût on HashMyTag", "editor", "until 8 December 2026"},
	} {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, locale)
			_, err := o.registry.UpdateTenant(t.Context(), o.tenant.ID, func(t *wall.Tenant) error {
				t.Name, t.Status = "<b>Bon</b> & Goût", wall.Suspended
				return nil
			})
			must(t, err)
			_, m := o.invite(wall.RoleEditor)
			must(t, o.Notify(t.Context(), m))
			must(t, o.Notify(t.Context(), m)) // the queue may
			if got := o.to(); !slices.Equal(got, []string{"zoe@bon-gout.com"}) {
				t.Fatalf("sent to %v", got)
			}
			mail := o.sent[0]
			if mail.Subject != want[0] {
				t.Error(mail.Subject)
			}
			for _, part := range append(want[1:], "claire@bon-gout.com", "https://walls.example") {
				if !strings.Contains(mail.Text, part) || !strings.Contains(mail.HTML, strings.ReplaceAll(part, "'", "&#39;")) {
					t.Errorf("%q is missing in\n%s\n%s", part, mail.Text, mail.HTML)
				}
			}
			if strings.Contains(mail.HTML, "<b>") || !strings.Contains(mail.HTML, `href="https://walls.example"`) {
				t.Error(mail.HTML)
			}
		})
	}
}

func TestAnInvitationThatStandsNoMoreIsNotSent(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*office, wall.Invitation) error{
		"withdrawn": func(o *office, i wall.Invitation) error {
			return o.registry.Withdraw(o.Context(), i, wall.Owner{})
		},
		"accepted": func(o *office, i wall.Invitation) error {
			return o.registry.Accept(o.Context(), i, wall.Member{}, wall.Member{Subject: "zoe", Email: i.Email, Role: i.Role, Since: now})
		},
		"over": func(o *office, i wall.Invitation) error {
			o.Clock = func() time.Time { return i.ExpiresAt }
			return nil
		},
		"the tenant deleted": func(o *office, _ wall.Invitation) error {
			_, err := o.registry.UpdateTenant(o.Context(), o.tenant.ID, func(t *wall.Tenant) error { t.Status = wall.Deleted; return nil })
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, "en")
			i, m := o.invite(wall.RoleViewer)
			must(t, end(o, i))
			must(t, o.Notify(t.Context(), m))
			if len(o.sent) != 0 {
				t.Errorf("sent %+v", o.sent)
			}
		})
	}
}

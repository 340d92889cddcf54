package team_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/team"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var (
	_    team.Registry = (*dynamo.Registry)(nil)
	noon               = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
)

// office is a tenant on a real engine, with a mailbox that the test reads.
type office struct {
	*testing.T
	team.Manager
	registry *dynamo.Registry
	table    *dynamo.TenantTable
	tenant   wall.Tenant
	now      time.Time
	mailbox  mailbox
}

type mailbox struct {
	mu   sync.Mutex
	down error
	got  []wall.Mail
}

func (m *mailbox) Send(_ context.Context, mail wall.Mail) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down == nil {
		m.got = append(m.got, mail)
	}
	return m.down
}

// newOffice makes a tenant whose owner is the user "claire".
func newOffice(t *testing.T, db *dynamodb.Client, owner wall.Owner) *office {
	t.Helper()
	name := enginetest.Name("registry")
	must(t, dynamo.EnsureRegistry(t.Context(), db, name))
	o := &office{T: t, registry: dynamo.NewRegistry(db, name), now: noon}
	id := wall.NewTenantID()
	var err error
	o.tenant, err = o.registry.CreateTenant(t.Context(), wall.Tenant{
		ID: id, Name: "Bon Goût", Domain: "bon-gout.com", Locale: "fr", Plan: wall.Business, Status: wall.Active, KeyHash: "hash",
		Table: enginetest.Name("tenant"), CreatedAt: noon,
	}, owner, "")
	must(t, err)
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), o.tenant.Ref()))
	tables := dynamo.NewTables(dynamo.OneClient{Client: db})
	o.table, err = tables.Open(t.Context(), o.tenant.Ref())
	must(t, err)
	_, err = o.table.SetUp(t.Context(), o.tenant, "hmt_key")
	must(t, err)
	o.Manager = team.Manager{
		Registry: o.registry, Counter: o.registry, Mailer: &o.mailbox, Address: "https://walls.example/",
		Open:  func(ctx context.Context, ref wall.TableRef) (wall.AuditStore, error) { return tables.Open(ctx, ref) },
		Clock: func() time.Time { return o.now },
	}
	return o
}

var claire = wall.Owner{Subject: "claire", Email: "claire@bon-gout.com"}

func as(t *testing.T, subject string) context.Context {
	return audit.As(t.Context(), audit.Actor{Subject: subject, Email: subject + "@bon-gout.com"})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code wall.Code) {
	t.Helper()
	if !wall.IsCode(err, code) {
		t.Fatalf("got error %v, want %s", err, code)
	}
}

// join invites a person and signs it in.
func (o *office) join(subject string, role wall.Role) {
	o.Helper()
	_, err := o.Invite(as(o.T, "claire"), o.tenant, subject+"@bon-gout.com", role)
	must(o.T, err)
	joined, err := o.Accept(o.Context(), subject, subject+"@bon-gout.com")
	must(o.T, err)
	if len(joined) != 1 || joined[0] != (wall.Membership{TenantID: o.tenant.ID, Role: role}) {
		o.Fatalf("%s joined %+v", subject, joined)
	}
}

// people is the list as "role:address", invited ones in brackets.
func (o *office) people() string {
	o.Helper()
	list, err := o.List(o.Context(), o.tenant)
	must(o.T, err)
	var out []string
	for _, p := range list {
		one := string(p.Role) + ":" + strings.TrimSuffix(p.Email, "@bon-gout.com")
		if p.Invited {
			one = "[" + one + "]"
		}
		out = append(out, one)
	}
	return strings.Join(out, " ")
}

func (o *office) wantPeople(want string) {
	o.Helper()
	if got := o.people(); got != want {
		o.Errorf("the team is %s, want %s", got, want)
	}
}

func (o *office) wantAudit(want ...string) {
	o.Helper()
	log, _, err := o.table.Audit(o.Context(), "", 100, o.now)
	must(o.T, err)
	var got []string
	for _, e := range log {
		got = append(got, strings.TrimSuffix(e.By, "@bon-gout.com")+" "+e.Action)
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		o.Errorf("the audit says %q, want %q", got, want)
	}
}

// TestTeam is what a team does, on both engines.
func TestTeam(t *testing.T) {
	enginetest.EachDynamoDB(t, func(t *testing.T, db *dynamodb.Client) {
		for name, test := range map[string]func(*testing.T, *dynamodb.Client){
			"an invited person joins at the sign-in":         invitedJoins,
			"roles change and people go":                     rolesChange,
			"the last owner stays":                           lastOwner,
			"of owners who leave at the same time one stays": parallelOwners,
			"an invitation ends":                             invitationEnds,
			"an invitation is sent again, not at once":       sentAgain,
			"a withdrawn invitation opens nothing":           withdrawn,
			"who joins twice keeps the better role":          joinsTwice,
			"a new tenant's owner is invited for good":       ownerInvited,
			"a mail that fails is said":                      mailFails,
			"a tenant sends so many invitations a day":       mailsBounded,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, db)
			})
		}
	})
}

func invitedJoins(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db, claire)
	p, err := o.Invite(as(t, "claire"), o.tenant, " Paul@Bon-Gout.com ", wall.RoleEditor)
	must(t, err)
	if !p.Invited || p.Email != "paul@bon-gout.com" || !p.ExpiresAt.Equal(noon.Add(14*24*time.Hour)) {
		t.Errorf("invited %+v", p)
	}
	o.wantPeople("owner:claire [editor:paul]")
	o.now = noon.Add(time.Second)
	joined, err := o.Accept(t.Context(), "paul", "PAUL@bon-gout.com")
	must(t, err)
	if len(joined) != 1 {
		t.Errorf("joined %+v", joined)
	}
	o.wantPeople("owner:claire editor:paul")
	again, err := o.Accept(t.Context(), "paul", "paul@bon-gout.com")
	if err != nil || len(again) != 0 {
		t.Errorf("joined again: %+v, %v", again, err)
	}
	memberships, err := o.registry.Memberships(t.Context(), "paul")
	if err != nil || len(memberships) != 1 || memberships[0].Role != wall.RoleEditor {
		t.Errorf("memberships %+v, %v", memberships, err)
	}
	_, err = o.Invite(as(t, "claire"), o.tenant, "paul@bon-gout.com", wall.RoleViewer)
	wantCode(t, err, wall.Conflict)
	o.wantAudit("paul member.joined", "claire member.invited")
}

func rolesChange(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db, claire)
	o.join("paul", wall.RoleEditor)
	o.join("marie", wall.RoleViewer)
	o.now = noon.Add(time.Minute)
	changed, err := o.SetRole(as(t, "claire"), o.tenant, "paul", wall.RoleViewer, 0)
	if err != nil || changed.Role != wall.RoleViewer || changed.Email != "paul@bon-gout.com" {
		t.Errorf("changed to %+v, %v", changed, err)
	}
	o.wantPeople("owner:claire viewer:marie viewer:paul")
	must(t, o.Remove(as(t, "claire"), o.tenant, "marie", 0))
	o.now = o.now.Add(time.Minute)
	must(t, o.Leave(as(t, "paul"), o.tenant))
	o.wantPeople("owner:claire")
	for _, subject := range []string{"paul", "marie"} {
		if left, err := o.registry.Memberships(t.Context(), subject); err != nil || len(left) != 0 {
			t.Errorf("%s is still in %+v, %v", subject, left, err)
		}
	}
	wantCode(t, o.Remove(as(t, "claire"), o.tenant, "marie", 0), wall.NotFound)
	_, err = o.SetRole(as(t, "claire"), o.tenant, "nobody", wall.RoleViewer, 0)
	wantCode(t, err, wall.NotFound)
}

func lastOwner(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db, claire)
	o.join("paul", wall.RoleEditor)
	wantCode(t, o.Leave(as(t, "claire"), o.tenant), wall.Conflict)
	_, err := o.SetRole(as(t, "claire"), o.tenant, "claire", wall.RoleEditor, 0)
	wantCode(t, err, wall.Conflict)
	_, err = o.SetRole(as(t, "claire"), o.tenant, "claire", wall.RoleOwner, 0) // nothing changes
	must(t, err)
	_, err = o.Invite(as(t, "claire"), o.tenant, "marie@bon-gout.com", wall.RoleOwner)
	must(t, err)
	wantCode(t, o.Leave(as(t, "claire"), o.tenant), wall.Conflict) // who is only invited may never come
	_, err = o.SetRole(as(t, "claire"), o.tenant, "paul", wall.RoleOwner, 0)
	must(t, err)
	must(t, o.Leave(as(t, "claire"), o.tenant))
	o.wantPeople("owner:paul [owner:marie]")
}

func parallelOwners(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db, claire)
	owners := []string{"claire", "paul", "marie", "jean"}
	for _, subject := range owners[1:] {
		o.join(subject, wall.RoleOwner)
	}
	var together sync.WaitGroup
	for i, subject := range owners {
		together.Go(func() {
			var err error
			if i%2 == 0 {
				err = o.Leave(as(t, subject), o.tenant)
			} else {
				_, err = o.SetRole(as(t, subject), o.tenant, subject, wall.RoleViewer, 0)
			}
			if err != nil && !wall.IsCode(err, wall.Conflict) && !wall.IsCode(err, wall.Changed) {
				t.Error(err)
			}
		})
	}
	together.Wait()
	if got := o.people(); !strings.Contains(got, "owner:") {
		t.Errorf("nobody owns the tenant: %s", got)
	}
}

func invitationEnds(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db, claire)
	_, err := o.Invite(as(t, "claire"), o.tenant, "paul@bon-gout.com", wall.RoleEditor)
	must(t, err)
	o.now = noon.Add(team.InvitationLife)
	o.wantPeople("owner:claire")
	joined, err := o.Accept(t.Context(), "paul", "paul@bon-gout.com")
	if err != nil || len(joined) != 0 {
		t.Errorf("joined %+v, %v", joined, err)
	}
	_, err = o.Invite(as(t, "claire"), o.tenant, "paul@bon-gout.com", wall.RoleViewer) // the old item is still there
	must(t, err)
	o.wantPeople("owner:claire [viewer:paul]")
}

func sentAgain(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db, claire)
	first, err := o.Invite(as(t, "claire"), o.tenant, "paul@bon-gout.com", wall.RoleEditor)
	must(t, err)
	o.now = noon.Add(4 * time.Minute)
	_, err = o.Invite(as(t, "claire"), o.tenant, "paul@bon-gout.com", wall.RoleEditor)
	wantCode(t, err, wall.TooManyRequests)
	var e *wall.Error
	if errors.As(err, &e); e.RetryAfter != time.Minute {
		t.Errorf("again after %s", e.RetryAfter)
	}
	o.now = noon.Add(5 * time.Minute)
	again, err := o.Invite(as(t, "claire"), o.tenant, "paul@bon-gout.com", wall.RoleViewer)
	must(t, err)
	if again.ID != first.ID || !again.ExpiresAt.After(first.ExpiresAt) || len(o.mailbox.got) != 2 {
		t.Errorf("sent %+v, then %+v; %d mails", first, again, len(o.mailbox.got))
	}
	o.wantPeople("owner:claire [viewer:paul]")
}

func withdrawn(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db, claire)
	p, err := o.Invite(as(t, "claire"), o.tenant, "paul@bon-gout.com", wall.RoleEditor)
	must(t, err)
	if strings.Contains(p.ID, "paul") {
		t.Errorf("the id %s tells the address", p.ID)
	}
	must(t, o.Remove(as(t, "claire"), o.tenant, p.ID, 0))
	joined, err := o.Accept(t.Context(), "paul", "paul@bon-gout.com")
	if err != nil || len(joined) != 0 {
		t.Errorf("joined %+v, %v", joined, err)
	}
	o.wantPeople("owner:claire")
}

func joinsTwice(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db, claire)
	accept := func(subject, email string, role wall.Role) {
		t.Helper()
		_, err := o.Invite(as(t, "claire"), o.tenant, email, role)
		must(t, err)
		_, err = o.Accept(t.Context(), subject, email)
		must(t, err)
	}
	accept("claire", "c2@bon-gout.com", wall.RoleViewer) // the last owner is not lost
	o.wantPeople("owner:c2")
	accept("paul", "paul@bon-gout.com", wall.RoleViewer)
	accept("paul", "p2@bon-gout.com", wall.RoleEditor)
	o.wantPeople("owner:c2 editor:p2")
}

func ownerInvited(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db, wall.Owner{Email: "Claire@bon-gout.com"})
	list, err := o.List(t.Context(), o.tenant)
	must(t, err)
	wantCode(t, o.Remove(audit.AsOperator(t.Context()), o.tenant, list[0].ID, 0), wall.Conflict)
	o.now = noon.Add(10 * team.InvitationLife)
	joined, err := o.Accept(t.Context(), "claire", "claire@bon-gout.com")
	if err != nil || len(joined) != 1 || joined[0].Role != wall.RoleOwner {
		t.Errorf("joined %+v, %v", joined, err)
	}
}

func mailFails(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db, claire)
	o.mailbox.down = errors.New("down")
	_, err := o.Invite(as(t, "claire"), o.tenant, "paul@bon-gout.com", wall.RoleEditor)
	wantCode(t, err, wall.Unavailable)
	o.wantPeople("owner:claire [editor:paul]")
}

func mailsBounded(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db, claire)
	for i := range 51 {
		_, err := o.Invite(as(t, "claire"), o.tenant, strings.Repeat("p", i+1)+"@bon-gout.com", wall.RoleViewer)
		if i < 50 {
			must(t, err)
		} else {
			wantCode(t, err, wall.TooManyRequests)
		}
	}
	o.now = noon.Add(12 * time.Hour)
	_, err := o.Invite(as(t, "claire"), o.tenant, "tomorrow@bon-gout.com", wall.RoleViewer)
	must(t, err)
}

func TestBadInvitations(t *testing.T) {
	t.Parallel()
	o := newOffice(t, enginetest.DynamoDB(t), claire)
	for name, email := range map[string]string{
		"nothing": "", "no at": "paul", "a name": "Paul <paul@a.fr>", "two": "a@a.fr, b@b.fr",
		"a line": "paul@a.fr\r\nBcc: all@a.fr", "too long": strings.Repeat("a", 250) + "@a.fr", "hidden": "pa\u202eul@a.fr",
	} {
		if _, err := o.Invite(as(t, "claire"), o.tenant, email, wall.RoleEditor); !wall.IsCode(err, wall.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(o.mailbox.got) != 0 {
		t.Errorf("sent %v", o.mailbox.got)
	}
}

func TestInvitationMail(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string][]string{
		"fr": {"Invitation : rejoignez <b>Bon</b> & Goût sur HashMyTag", "éditeur", "jusqu'au 8 décembre 2026"},
		"en": {"Invitation: join <b>Bon</b> & Goût on HashMyTag", "editor", "until 8 December 2026"},
	} {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, enginetest.DynamoDB(t), claire)
			o.tenant.Locale, o.tenant.Name = locale, "<b>Bon</b> & Goût"
			_, err := o.Invite(as(t, "claire"), o.tenant, "paul@bon-gout.com", wall.RoleEditor)
			must(t, err)
			mail := o.mailbox.got[0]
			if mail.To != "paul@bon-gout.com" || mail.Subject != want[0] {
				t.Errorf("to %s: %s", mail.To, mail.Subject)
			}
			for _, part := range append(want[1:], "claire@bon-gout.com", "https://walls.example/") {
				if !strings.Contains(mail.Text, part) || !strings.Contains(mail.HTML, strings.ReplaceAll(part, "'", "&#39;")) {
					t.Errorf("%q is missing in\n%s\n%s", part, mail.Text, mail.HTML)
				}
			}
			if strings.Contains(mail.HTML, "<b>") || !strings.Contains(mail.HTML, `href="https://walls.example/"`) {
				t.Error(mail.HTML)
			}
		})
	}
}

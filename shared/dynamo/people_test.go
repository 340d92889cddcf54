package dynamo_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// TestPeople is the contract of what people do, on both engines.
func TestPeople(t *testing.T) {
	enginetest.EachDynamoDB(t, func(t *testing.T, db *dynamodb.Client) {
		contract := map[string]func(*testing.T, *dynamodb.Client){
			"posts are decided about by their revision":  decidedPosts,
			"posts are listed by time, from anywhere":    listedPosts,
			"settings change by their revision":          settingsRevisions,
			"a refresh can be asked for once in a while": askOnce,
			"the audit is listed until it expires":       auditList,
			"a team changes":                             teamChanges,
			"parallel changes of a team are all made":    parallelTeam,
			"an invitation is accepted once":             acceptedOnce,
		}
		for name, test := range contract {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, db)
			})
		}
	})
}

func decidedPosts(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	must(t, table.SaveChanges(t.Context(), load(t, table).State, posts(120)))
	before := load(t, table).State
	list, err := table.ListWall(t.Context(), "", 200, all)
	must(t, err)
	var hidden []wall.Post
	for _, p := range list {
		p.Status, p.Moderated = wall.Hidden, true
		hidden = append(hidden, p.Post)
	}
	must(t, table.SavePosts(t.Context(), hidden))
	after := load(t, table).State
	if after.Gen != before.Gen+2 || after.Ver != before.Ver { // two transactions; no sync needs to start again
		t.Errorf("before %+v, after %+v", before, after)
	}
	wantCode(t, table.SavePosts(t.Context(), hidden[:1]), wall.Changed)
	wantCode(t, table.SaveChanges(t.Context(), after, []wall.PostChange{{Post: list[0].Post}}), wall.Changed) // a sync that had read it before
	if left, err := table.ListWall(t.Context(), "", 200, all); err != nil || len(left) != 0 {
		t.Errorf("%d posts are left on the wall, %v", len(left), err)
	}
}

func listedPosts(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	must(t, table.SaveChanges(t.Context(), load(t, table).State, posts(105)))
	var after wall.Position
	var got []wall.WallPost
	for {
		page := 0
		for p, err := range table.PostsAfter(t.Context(), after) {
			must(t, err)
			if page++; page > 40 {
				break
			}
			got, after = append(got, p), p.Position
		}
		if page <= 40 {
			break
		}
	}
	if len(got) != 105 || got[0].Text != "post 104" || got[104].Text != "post 0" {
		t.Errorf("%d posts: %s", len(got), ids(got))
	}
}

func settingsRevisions(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	before := load(t, table)
	next := before.Widget
	next.Theme = wall.ThemeDark
	must(t, table.SaveWidget(t.Context(), next))
	wantCode(t, table.SaveWidget(t.Context(), next), wall.Changed)
	after := load(t, table)
	if after.Widget.Theme != wall.ThemeDark || after.Widget.Rev != before.Widget.Rev+1 || after.State.Gen != before.State.Gen+1 {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

func askOnce(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	f := feed(t)
	must(t, table.AddFeed(t.Context(), f, 1))
	ask := func(after time.Duration) error {
		return table.RequestRefreshOnce(t.Context(), f.ID, noon.Add(after), time.Minute)
	}
	must(t, ask(0))
	must(t, table.SaveState(t.Context(), load(t, table).State)) // a sync in between forgets nothing
	wantCode(t, ask(59*time.Second), wall.TooManyRequests)
	must(t, ask(time.Minute))
	must(t, table.RemoveFeed(t.Context(), load(t, table).Feeds[0]))
}

func auditList(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	for i := range 3 {
		must(t, table.AddAudit(t.Context(), wall.AuditEntry{At: noon.Add(time.Duration(i) * time.Hour), By: "ada", Action: fmt.Sprint("did.", i)}))
	}
	list := func(after wall.Position, now time.Time) (actions []string, last wall.Position) {
		for e, err := range table.Audit(t.Context(), after, now) {
			must(t, err)
			actions, last = append(actions, e.Action), e.Position
			if after == "" && len(actions) == 2 {
				break
			}
		}
		return actions, last
	}
	first, last := list("", noon)
	second, _ := list(last, noon)
	if got := append(first, second...); !slices.Equal(got, []string{"did.2", "did.1", "did.0"}) {
		t.Errorf("listed %v", got)
	}
	if late, _ := list("", noon.Add(wall.AuditKept+90*time.Minute)); !slices.Equal(late, []string{"did.2"}) {
		t.Errorf("after a year: %v", late)
	}
}

func teamChanges(t *testing.T, db *dynamodb.Client) {
	r := newRegistry(t, db)
	tenant := newTenant()
	_, err := r.CreateTenant(t.Context(), tenant, wall.Owner{Subject: "ada", Email: "ada@example.com"}, "")
	must(t, err)
	change := func(change func(*wall.Team) error) { t.Helper(); must(t, r.UpdateTeam(t.Context(), tenant.ID, change)) }
	change(func(team *wall.Team) error { _, err := team.Invite("Bob@example.com", wall.RoleViewer); return err })
	change(func(team *wall.Team) error { _, err := team.SetRole("bob@example.com", wall.RoleEditor); return err })
	must(t, r.AcceptInvitations(t.Context(), "bob", "bob@example.com"))
	if m, err := r.Membership(t.Context(), "bob", tenant.ID); err != nil || m.Role != wall.RoleEditor {
		t.Errorf("%+v, %v", m, err)
	}
	change(func(team *wall.Team) error { _, err := team.SetRole("bob", wall.RoleOwner); return err })
	change(func(team *wall.Team) error { return team.Remove("ada") })
	_, err = r.Membership(t.Context(), "ada", tenant.ID)
	wantCode(t, err, wall.NotFound)
	team, err := r.Team(t.Context(), tenant.ID)
	must(t, err)
	want := []wall.Member{{ID: "bob", Email: "bob@example.com", Role: wall.RoleOwner}}
	if !slices.Equal(team.Members, want) {
		t.Errorf("the team is %+v", team.Members)
	}
	wantCode(t, r.UpdateTeam(t.Context(), tenant.ID, func(team *wall.Team) error { return team.Remove("bob") }), wall.Conflict)
}

func parallelTeam(t *testing.T, db *dynamodb.Client) {
	r, tenantID := newRegistry(t, db), wall.NewTenantID()
	var group sync.WaitGroup
	for i := range 3 {
		group.Go(func() {
			err := r.UpdateTeam(t.Context(), tenantID, func(team *wall.Team) error {
				_, err := team.Invite(fmt.Sprintf("user-%d@example.com", i), wall.RoleViewer)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if team, err := r.Team(t.Context(), tenantID); err != nil || len(team.Members) != 3 {
		t.Errorf("the team is %+v, %v", team, err)
	}
}

func acceptedOnce(t *testing.T, db *dynamodb.Client) {
	r, tenantID := newRegistry(t, db), wall.NewTenantID()
	must(t, r.Invite(t.Context(), tenantID, "ada@example.com", wall.RoleOwner))
	must(t, r.AcceptInvitations(t.Context(), "ada", "ada@example.com"))
	must(t, r.Invite(t.Context(), tenantID, "Ada@example.com", wall.RoleViewer)) // again, as less
	must(t, r.AcceptInvitations(t.Context(), "ada", "ada@example.com"))
	if m, err := r.Membership(t.Context(), "ada", tenantID); err != nil || m.Role != wall.RoleOwner {
		t.Errorf("%+v, %v", m, err)
	}
	if left, err := r.Invitations(t.Context(), "ada@example.com"); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

package dynamo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// The items of a team, below its tenant.
const (
	teamSK           = "team" // its revision
	memberPrefix     = "M#"
	invitationPrefix = "E#"
)

// Team reads who is in a tenant's team, of one moment.
func (r *Registry) Team(ctx context.Context, tenantID string) (wall.Team, error) {
	var team wall.Team
	pages := dynamodb.NewQueryPaginator(r.client, &dynamodb.QueryInput{
		TableName: &r.table, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("pk = :pk"),
		ExpressionAttributeValues: item{":pk": text("T#" + tenantID)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return wall.Team{}, fmt.Errorf("read team: %w", err)
		}
		for _, it := range page.Items {
			if err := readTeam(it, &team); err != nil {
				return wall.Team{}, err
			}
		}
	}
	return team, nil
}

// readTeam adds one item of the tenant's partition to the team.
func readTeam(it item, team *wall.Team) error {
	sk := textOf(it["sk"])
	var in struct {
		Role  string `dynamodbav:"role"`
		Email string `dynamodbav:"email"`
		Rev   int64  `dynamodbav:"rev"`
	}
	subject, member := strings.CutPrefix(sk, memberPrefix)
	email, invited := strings.CutPrefix(sk, invitationPrefix)
	if !member && !invited && sk != teamSK {
		return nil
	}
	if err := unmarshal(it, &in); err != nil {
		return err
	}
	switch {
	case member:
		team.Members = append(team.Members, wall.Member{ID: subject, Email: in.Email, Role: wall.Role(in.Role)})
	case invited:
		team.Members = append(team.Members, wall.Member{ID: email, Email: email, Role: wall.Role(in.Role), Invited: true})
	default:
		team.Rev = in.Rev
	}
	return nil
}

// UpdateTeam reads a team, changes it, and stores what differs. It starts again
// when somebody else was quicker, so that two changes which are each allowed
// never take away the last owner together; change may run several times.
func (r *Registry) UpdateTeam(ctx context.Context, tenantID string, change func(*wall.Team) error) error {
	var err error
	for range updateTries {
		var old wall.Team
		if old, err = r.Team(ctx, tenantID); err != nil {
			return err
		}
		next := wall.Team{Members: slices.Clone(old.Members), Rev: old.Rev}
		if err = change(&next); err != nil {
			return err
		}
		_, err = r.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: r.teamWrites(tenantID, old, next)})
		if err = changed(err); !wall.IsCode(err, wall.Changed) {
			return err
		}
	}
	return err
}

// teamWrites are the writes that make next of old.
func (r *Registry) teamWrites(tenantID string, old, next wall.Team) []types.TransactWriteItem {
	revision := &types.Update{
		TableName: &r.table, Key: key("T#"+tenantID, teamSK), UpdateExpression: aws.String("SET rev = :next"),
		ConditionExpression: aws.String("rev = :rev"), ExpressionAttributeValues: item{":rev": number(old.Rev), ":next": number(old.Rev + 1)},
	}
	if old.Rev == 0 { // nobody has changed it yet
		revision.ConditionExpression = aws.String("attribute_not_exists(pk)")
		delete(revision.ExpressionAttributeValues, ":rev")
	}
	writes := []types.TransactWriteItem{{Update: revision}}
	for _, m := range next.Members {
		switch before := find(old, m.ID); {
		case before == nil:
			writes = append(writes, r.memberWrites(tenantID, m, "")...)
		case *before != m:
			writes = append(writes, r.memberWrites(tenantID, m, "attribute_exists(pk)")...) // or it was accepted or removed meanwhile
		}
	}
	for _, m := range old.Members {
		if find(next, m.ID) == nil {
			person, underTenant := memberKeys(m)
			for _, k := range []item{key(person, "T#"+tenantID), key("T#"+tenantID, underTenant)} {
				writes = append(writes, types.TransactWriteItem{Delete: &types.Delete{
					TableName: &r.table, Key: k, ConditionExpression: aws.String("attribute_exists(pk)"),
				}})
			}
		}
	}
	return writes
}

func (r *Registry) memberWrites(tenantID string, m wall.Member, condition string) []types.TransactWriteItem {
	person, underTenant := memberKeys(m)
	it := memberItem{TenantID: tenantID, Role: string(m.Role), Email: m.Email}
	return []types.TransactWriteItem{
		r.put(person, "T#"+tenantID, it, condition), r.put("T#"+tenantID, underTenant, it, condition),
	}
}

// memberKeys are where a member stands: under the person, and under the tenant.
func memberKeys(m wall.Member) (person, underTenant string) {
	if m.Invited {
		return invitationPrefix + m.Email, invitationPrefix + m.Email
	}
	return "U#" + m.ID, memberPrefix + m.ID
}

func find(team wall.Team, id string) *wall.Member {
	i := slices.IndexFunc(team.Members, func(m wall.Member) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return &team.Members[i]
}

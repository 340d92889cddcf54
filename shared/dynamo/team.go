package dynamo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// The sort keys of people under their tenant.
const (
	memberPrefix     = "M#"
	invitationPrefix = "E#"
)

// Team reads who is in a tenant and who is invited to it, consistently.
func (r *Registry) Team(ctx context.Context, tenantID string, now time.Time) (wall.Team, error) {
	var team wall.Team
	for it, err := range r.query(ctx, "T#"+tenantID, true) {
		if err != nil {
			return wall.Team{}, err
		}
		subject, isMember := strings.CutPrefix(textOf(it["sk"]), memberPrefix)
		email, isInvitation := strings.CutPrefix(textOf(it["sk"]), invitationPrefix)
		if !isMember && !isInvitation {
			continue // the tenant itself
		}
		var m memberItem
		if err := unmarshal(it, &m); err != nil {
			return wall.Team{}, err
		}
		if isMember {
			team.Members = append(team.Members, wall.Member{Subject: subject, Email: m.Email, Role: wall.Role(m.Role), Since: fromSeconds(m.At)})
		} else if i := m.invitation(email); !i.Expired(now) {
			team.Invitations = append(team.Invitations, i)
		}
	}
	return team, nil
}

func (m memberItem) invitation(email string) wall.Invitation {
	return wall.Invitation{
		TenantID: m.TenantID, Email: email, Role: wall.Role(m.Role), InvitedBy: m.InvitedBy,
		SentAt: fromSeconds(m.At), ExpiresAt: fromSeconds(m.ExpiresAt),
	}
}

// Invite stores an invitation in the place of the address's old one. Changed
// when that was sent anew or withdrawn meanwhile; the zero old is none.
func (r *Registry) Invite(ctx context.Context, old, next wall.Invitation) error {
	m := memberItem{
		TenantID: next.TenantID, Role: string(next.Role), Email: next.Email, InvitedBy: next.InvitedBy,
		At: seconds(next.SentAt), ExpiresAt: seconds(next.ExpiresAt),
	}
	person := invitationPrefix + next.Email
	condition, values := "attribute_not_exists(pk) OR expiresAt <= :sent", item{":sent": number(m.At)}
	if old.Email != "" {
		condition, values = "#at = :at", item{":at": number(seconds(old.SentAt))}
	}
	writes := r.joinWrites(person, person, m, condition, values)
	if old.Email != "" {
		writes[0].Put.ExpressionAttributeNames = map[string]string{"#at": "at"}
	}
	return r.changeTeam(ctx, writes)
}

// Withdraw takes an invitation back. Changed when it is no longer as it was read.
func (r *Registry) Withdraw(ctx context.Context, i wall.Invitation, keeper wall.Owner) error {
	person := invitationPrefix + i.Email
	return r.changeTeam(ctx, append(r.leaveWrites(i.TenantID, person, person, i.Role), r.keepWrites(i.TenantID, keeper)...))
}

// SetRole changes what a member may do. Changed when the member has another
// role than was read, or the keeper is no owner any more.
func (r *Registry) SetRole(ctx context.Context, tenantID string, m wall.Member, role wall.Role, keeper wall.Owner) error {
	writes := r.joinWrites("U#"+m.Subject, memberPrefix+m.Subject,
		memberItem{TenantID: tenantID, Role: string(role), Email: m.Email, At: seconds(m.Since)},
		"#role = :role", item{":role": text(string(m.Role))})
	writes[0].Put.ExpressionAttributeNames = roleName
	return r.changeTeam(ctx, append(writes, r.keepWrites(tenantID, keeper)...))
}

// RemoveMember takes a user out of a tenant; Changed as above.
func (r *Registry) RemoveMember(ctx context.Context, tenantID string, m wall.Member, keeper wall.Owner) error {
	writes := r.leaveWrites(tenantID, "U#"+m.Subject, memberPrefix+m.Subject, m.Role)
	return r.changeTeam(ctx, append(writes, r.keepWrites(tenantID, keeper)...))
}

// Accept makes a user a member in the place of an invitation. Changed when the
// invitation was withdrawn, or the user's membership changed meanwhile; the
// zero old is none.
func (r *Registry) Accept(ctx context.Context, i wall.Invitation, old, next wall.Member) error {
	m := memberItem{TenantID: i.TenantID, Role: string(next.Role), Email: next.Email, At: seconds(next.Since)}
	condition, values := "attribute_not_exists(pk)", item(nil)
	if old.Subject != "" {
		condition, values = "#role = :role", item{":role": text(string(old.Role))}
	}
	writes := r.joinWrites("U#"+next.Subject, memberPrefix+next.Subject, m, condition, values)
	if old.Subject != "" {
		writes[0].Put.ExpressionAttributeNames = roleName
	}
	person := invitationPrefix + i.Email
	return r.changeTeam(ctx, append(writes, r.leaveWrites(i.TenantID, person, person, i.Role)...))
}

// Invited lists the invitations of an address, those that are over as well.
func (r *Registry) Invited(ctx context.Context, email string) ([]wall.Invitation, error) {
	var list []wall.Invitation
	for it, err := range r.query(ctx, invitationPrefix+email, true) {
		if err != nil {
			return nil, err
		}
		var m memberItem
		if err := unmarshal(it, &m); err != nil {
			return nil, err
		}
		list = append(list, m.invitation(email))
	}
	return list, nil
}

// roleName spells an attribute that is a word of DynamoDB's own.
var roleName = map[string]string{"#role": "role"}

// leaveWrites remove a membership or an invitation that has the role, both ways.
func (r *Registry) leaveWrites(tenantID, person, underTenant string, role wall.Role) []types.TransactWriteItem {
	tenant := "T#" + tenantID
	return []types.TransactWriteItem{
		{Delete: &types.Delete{
			TableName: &r.table, Key: key(tenant, underTenant), ConditionExpression: aws.String("#role = :role"),
			ExpressionAttributeNames: roleName, ExpressionAttributeValues: item{":role": text(string(role))},
		}},
		{Delete: &types.Delete{TableName: &r.table, Key: key(person, tenant)}},
	}
}

// keepWrites make a transaction fail unless the keeper is still an owner: two
// owners who leave at the same time cannot both.
func (r *Registry) keepWrites(tenantID string, keeper wall.Owner) []types.TransactWriteItem {
	var sk string
	switch {
	case keeper.Subject != "":
		sk = memberPrefix + keeper.Subject
	case keeper.Email != "":
		sk = invitationPrefix + keeper.Email
	default:
		return nil
	}
	return []types.TransactWriteItem{{ConditionCheck: &types.ConditionCheck{
		TableName: &r.table, Key: key("T#"+tenantID, sk), ConditionExpression: aws.String("#role = :owner"),
		ExpressionAttributeNames: roleName, ExpressionAttributeValues: item{":owner": text(string(wall.RoleOwner))},
	}}}
}

func (r *Registry) changeTeam(ctx context.Context, writes []types.TransactWriteItem) error {
	_, err := r.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: slices.Clip(writes)})
	if err = changed(err); err != nil && !wall.IsCode(err, wall.Changed) {
		return fmt.Errorf("change team: %w", err)
	}
	return err
}

package dynamo

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

type memberItem struct {
	TenantID string `dynamodbav:"tenantId"`
	Role     string `dynamodbav:"role"`
	Email    string `dynamodbav:"email,omitempty"`
}

// ownerWrites join a new tenant's owner to it, both ways: as a member, or as
// an invitation that the first sign-in with that address takes up.
func (r *Registry) ownerWrites(tenantID string, owner wall.Owner) []types.TransactWriteItem {
	m := memberItem{TenantID: tenantID, Role: string(wall.RoleOwner), Email: foldEmail(owner.Email)}
	switch {
	case owner.Subject != "":
		return r.joinWrites("U#"+owner.Subject, "M#"+owner.Subject, m)
	case owner.Email != "":
		return r.joinWrites("E#"+m.Email, "E#"+m.Email, m)
	}
	return nil
}

// Invite lets the user of an e-mail address become a member of a tenant.
func (r *Registry) Invite(ctx context.Context, tenantID, email string, role wall.Role) error {
	m := memberItem{TenantID: tenantID, Role: string(role), Email: foldEmail(email)}
	_, err := r.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: r.joinWrites("E#"+m.Email, "E#"+m.Email, m)})
	if err != nil {
		return fmt.Errorf("invite: %w", err)
	}
	return nil
}

// joinWrites stores a membership or an invitation under the person and under
// the tenant.
func (r *Registry) joinWrites(person, underTenant string, m memberItem) []types.TransactWriteItem {
	tenant := "T#" + m.TenantID
	return []types.TransactWriteItem{r.put(person, tenant, m, ""), r.put(tenant, underTenant, m, "")}
}

// Membership reads what a user is in a tenant. NotFound when nothing.
func (r *Registry) Membership(ctx context.Context, subject, tenantID string) (wall.Membership, error) {
	it, err := r.get(ctx, "U#"+subject, "T#"+tenantID)
	if err != nil {
		return wall.Membership{}, err
	}
	if it == nil {
		return wall.Membership{}, wall.Errorf(wall.NotFound, "the user is not a member of the tenant")
	}
	return decodeMembership(it)
}

// Memberships lists the tenants of a user.
func (r *Registry) Memberships(ctx context.Context, subject string) ([]wall.Membership, error) {
	return r.memberships(ctx, "U#"+subject)
}

// Invitations lists the tenants to which an e-mail address is invited.
func (r *Registry) Invitations(ctx context.Context, email string) ([]wall.Membership, error) {
	return r.memberships(ctx, "E#"+foldEmail(email))
}

func (r *Registry) memberships(ctx context.Context, pk string) ([]wall.Membership, error) {
	var list []wall.Membership
	for it, err := range r.query(ctx, pk) {
		if err != nil {
			return nil, err
		}
		m, err := decodeMembership(it)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

func decodeMembership(it item) (wall.Membership, error) {
	var m memberItem
	err := unmarshal(it, &m)
	return wall.Membership{TenantID: m.TenantID, Role: wall.Role(m.Role)}, err
}

// AcceptInvitations makes a user, whose address is verified, a member of every
// tenant to which the address is invited. Whoever is a member already keeps the
// role. It can be repeated.
func (r *Registry) AcceptInvitations(ctx context.Context, subject, email string) error {
	invited, err := r.Invitations(ctx, email)
	if err != nil {
		return err
	}
	for _, m := range invited {
		if err := r.accept(ctx, subject, foldEmail(email), m); err != nil {
			return fmt.Errorf("accept invitation: %w", err)
		}
	}
	return nil
}

// accept turns an invitation, unless it was withdrawn since it was read, into a
// membership.
func (r *Registry) accept(ctx context.Context, subject, email string, m wall.Membership) error {
	person, tenant := "E#"+email, "T#"+m.TenantID
	writes := []types.TransactWriteItem{
		{Delete: &types.Delete{TableName: &r.table, Key: key(person, tenant), ConditionExpression: aws.String("attribute_exists(pk)")}},
		{Delete: &types.Delete{TableName: &r.table, Key: key(tenant, person)}},
	}
	_, err := r.Membership(ctx, subject, m.TenantID)
	if wall.IsCode(err, wall.NotFound) {
		member := memberItem{TenantID: m.TenantID, Role: string(m.Role), Email: email}
		writes, err = append(writes, r.joinWrites("U#"+subject, "M#"+subject, member)...), nil
	}
	if err != nil {
		return err
	}
	_, err = r.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	if len(failedConditions(err)) > 0 {
		return nil
	}
	return err
}

// AddAdmin makes the user of an e-mail address a platform admin.
func (r *Registry) AddAdmin(ctx context.Context, email string) error {
	_, err := r.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &r.table, Item: key("G#admins", foldEmail(email))})
	if err != nil {
		return fmt.Errorf("add admin: %w", err)
	}
	return nil
}

// IsAdmin reports whether the user of an e-mail address is a platform admin.
func (r *Registry) IsAdmin(ctx context.Context, email string) (bool, error) {
	it, err := r.get(ctx, "G#admins", foldEmail(email))
	return it != nil, err
}

func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

type healthItem struct {
	Feeds map[string]errorItem `dynamodbav:"feeds"`
}

// SetHealth notes which of a tenant's feeds are in error.
func (r *Registry) SetHealth(ctx context.Context, tenantID string, feeds map[string]wall.FeedError) error {
	h := healthItem{Feeds: map[string]errorItem{}}
	for id, e := range feeds {
		h.Feeds[id] = errorItem{Class: string(e.Class), Message: e.Message, Since: seconds(e.Since), Until: seconds(e.Until)}
	}
	it, err := marshal("T#"+tenantID, healthKey, h)
	if err != nil {
		return err
	}
	_, err = r.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String(r.table), Item: it})
	if err != nil {
		return fmt.Errorf("note health: %w", err)
	}
	return nil
}

// Health reads which of a tenant's feeds are in error.
func (r *Registry) Health(ctx context.Context, tenantID string) (map[string]wall.FeedError, error) {
	it, err := r.get(ctx, "T#"+tenantID, healthKey)
	if err != nil || it == nil {
		return nil, err
	}
	var h healthItem
	if err := unmarshal(it, &h); err != nil {
		return nil, err
	}
	feeds := map[string]wall.FeedError{}
	for id, e := range h.Feeds {
		feeds[id] = wall.FeedError{Class: wall.ErrorClass(e.Class), Message: e.Message, Since: fromSeconds(e.Since), Until: fromSeconds(e.Until)}
	}
	return feeds, nil
}

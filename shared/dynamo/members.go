package dynamo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

type memberItem struct {
	TenantID  string `dynamodbav:"tenantId"`
	Role      string `dynamodbav:"role"`
	Email     string `dynamodbav:"email,omitempty"`
	At        int64  `dynamodbav:"at,omitempty"` // when the member joined, or the invitation was sent
	InvitedBy string `dynamodbav:"invitedBy,omitempty"`
	ExpiresAt int64  `dynamodbav:"expiresAt,omitempty"`
}

// ownerWrites join a new tenant's owner to it, both ways: as a member, or as
// an invitation that the first sign-in with that address takes up.
func (r *Registry) ownerWrites(t wall.Tenant, owner wall.Owner) []types.TransactWriteItem {
	m := memberItem{TenantID: t.ID, Role: string(wall.RoleOwner), Email: foldEmail(owner.Email), At: seconds(t.CreatedAt)}
	switch {
	case owner.Subject != "":
		return r.joinWrites("U#"+owner.Subject, memberPrefix+owner.Subject, m, "", nil)
	case owner.Email != "":
		email := invitationPrefix + foldEmail(owner.Email)
		return r.joinWrites(email, email, m, "", nil)
	}
	return nil
}

// joinWrites store a membership or an invitation under the person and under the
// tenant. The condition, if there is one, is that of what stands there.
func (r *Registry) joinWrites(person, underTenant string, m memberItem, condition string, values item) []types.TransactWriteItem {
	tenant := "T#" + m.TenantID
	writes := []types.TransactWriteItem{r.put(tenant, underTenant, m, condition), r.put(person, tenant, m, "")}
	writes[0].Put.ExpressionAttributeValues = values
	return writes
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
	var m memberItem
	err = unmarshal(it, &m)
	return wall.Membership{TenantID: m.TenantID, Role: wall.Role(m.Role)}, err
}

// Memberships lists the tenants of a user.
func (r *Registry) Memberships(ctx context.Context, subject string) ([]wall.Membership, error) {
	return r.memberships(ctx, "U#"+subject)
}

// Invitations lists the tenants to which an e-mail address is invited.
func (r *Registry) Invitations(ctx context.Context, email string) ([]wall.Membership, error) {
	return r.memberships(ctx, invitationPrefix+foldEmail(email))
}

func (r *Registry) memberships(ctx context.Context, pk string) ([]wall.Membership, error) {
	var list []wall.Membership
	for it, err := range r.query(ctx, pk, true) {
		if err != nil {
			return nil, err
		}
		var m memberItem
		if err := unmarshal(it, &m); err != nil {
			return nil, err
		}
		if m.ExpiresAt == 0 || time.Now().Before(fromSeconds(m.ExpiresAt)) {
			list = append(list, wall.Membership{TenantID: m.TenantID, Role: wall.Role(m.Role)})
		}
	}
	return list, nil
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

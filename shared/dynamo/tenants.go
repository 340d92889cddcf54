package dynamo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// CreateTenant reserves the tenant's table name and stores the tenant, its
// owner and the request's key in one transaction. Conflict when the name of the
// table is taken; when the same request was done before, its tenant, and Changed
// when it was another request with that key.
func (r *Registry) CreateTenant(ctx context.Context, t wall.Tenant, owner wall.Owner, requestKey string) (wall.Tenant, error) {
	t.Rev = 1
	writes, err := r.tenantWrites(t, "attribute_not_exists(pk)", nil)
	if err != nil {
		return wall.Tenant{}, err
	}
	writes = append(writes, r.put("N#"+t.Table, "table", reservedName{TenantID: t.ID}, "attribute_not_exists(pk)"))
	writes = append(writes, r.ownerWrites(t, owner)...)
	if requestKey != "" {
		request := requestItem{TenantID: t.ID, Name: t.Name, Domain: t.Domain, ExpiresAt: t.CreatedAt.Add(requestTTL).Unix()}
		writes = append(writes, r.put("R#"+requestKey, "request", request, "attribute_not_exists(pk)"))
	}
	_, err = r.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	if len(failedConditions(err)) > 0 || transactionClash(err) { // perhaps with the same request, which came twice
		return r.requested(ctx, requestKey, t)
	}
	if err != nil {
		return wall.Tenant{}, fmt.Errorf("store tenant: %w", err)
	}
	return t, nil
}

// requestItem is what a registration asked for. The tenant may have another name
// by now.
type requestItem struct {
	TenantID  string `dynamodbav:"tenantId"`
	Name      string `dynamodbav:"name"`
	Domain    string `dynamodbav:"domain"`
	ExpiresAt int64  `dynamodbav:"expiresAt"`
}

// requested is the tenant of an earlier registration with the same key; without
// one it was the name of the table that clashed.
func (r *Registry) requested(ctx context.Context, requestKey string, t wall.Tenant) (wall.Tenant, error) {
	taken := wall.Errorf(wall.Conflict, "the name of the table is taken")
	if requestKey == "" {
		return wall.Tenant{}, taken
	}
	it, err := r.get(ctx, "R#"+requestKey, "request")
	if err != nil {
		return wall.Tenant{}, err
	}
	if it == nil {
		return wall.Tenant{}, taken
	}
	var earlier requestItem
	if err := unmarshal(it, &earlier); err != nil {
		return wall.Tenant{}, err
	}
	if earlier.Name != t.Name || earlier.Domain != t.Domain {
		return wall.Tenant{}, wall.Errorf(wall.Changed, "the key is that of another registration")
	}
	return r.Tenant(ctx, earlier.TenantID)
}

// UpdateTenant reads a tenant, changes it, and stores it with all that is made
// of it: the directory's entry and what its keys answer. It starts again when
// somebody else was quicker; change may therefore run several times.
func (r *Registry) UpdateTenant(ctx context.Context, id string, change func(*wall.Tenant) error) (wall.Tenant, error) {
	var next wall.Tenant
	err := wall.Again(ctx, func() error {
		old, err := r.Tenant(ctx, id)
		if err != nil {
			return err
		}
		next = old
		next.AllowedDomains, next.PreviousKeys = slices.Clone(old.AllowedDomains), slices.Clone(old.PreviousKeys)
		if err := change(&next); err != nil {
			return err
		}
		next.Rev = old.Rev + 1
		return r.replaceTenant(ctx, old, next)
	})
	if err != nil {
		return wall.Tenant{}, err
	}
	return next, nil
}

func (r *Registry) replaceTenant(ctx context.Context, old, next wall.Tenant) error {
	writes, err := r.tenantWrites(next, "rev = :rev", item{":rev": number(old.Rev)})
	if err != nil {
		return err
	}
	keep := keys(next)
	for hash := range keys(old) {
		if _, kept := keep[hash]; !kept {
			writes = append(writes, r.remove("K#"+hash, "key"))
		}
	}
	_, err = r.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	return changed(err)
}

// tenantWrites are the writes that store a tenant wherever it is read.
func (r *Registry) tenantWrites(t wall.Tenant, condition string, values item) ([]types.TransactWriteItem, error) {
	record, err := marshal("T#"+t.ID, tenantKey, encodeTenant(t))
	if err != nil {
		return nil, err
	}
	pk, sk := directoryKey(t.ID)
	writes := []types.TransactWriteItem{
		{Put: &types.Put{TableName: &r.table, Item: record, ConditionExpression: &condition, ExpressionAttributeValues: values}},
		r.put(pk, sk, encodeTenant(t), ""),
	}
	for hash, until := range keys(t) {
		writes = append(writes, r.keyWrite(t, hash, until))
	}
	return writes, nil
}

// keys are all that open a tenant's wall, by hash, with the time when they end;
// zero for the present one.
func keys(t wall.Tenant) map[string]time.Time {
	all := map[string]time.Time{}
	for _, k := range t.PreviousKeys {
		all[k.Hash] = k.Until
	}
	if t.KeyHash != "" {
		all[t.KeyHash] = time.Time{}
	}
	return all
}

// put is a write of a struct that always encodes; an empty condition is none.
func (r *Registry) put(pk, sk string, in any, condition string) types.TransactWriteItem {
	it, err := marshal(pk, sk, in)
	if err != nil {
		panic(err) // the package's own structs: a mistake of the program
	}
	put := &types.Put{TableName: &r.table, Item: it}
	if condition != "" {
		put.ConditionExpression = aws.String(condition)
	}
	return types.TransactWriteItem{Put: put}
}

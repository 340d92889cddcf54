package dynamo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/budget"
)

// counterSK is the item of a counter.
const counterSK = "counter"

func budgetPK(name string) string { return "B#" + name }

// TakeBudget counts up to want on a counter whose sum never exceeds limit, and
// answers how much it counted: 0 when less than least is left.
func (r *Registry) TakeBudget(ctx context.Context, counter string, want, least, limit int64, expires time.Time) (int64, error) {
	want = min(want, limit)
	for want > 0 && want >= least {
		_, err := r.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: &r.table, Key: key(budgetPK(counter), counterSK),
			UpdateExpression:    aws.String("ADD spent :want SET expiresAt = :expires"),
			ConditionExpression: aws.String("attribute_not_exists(pk) OR spent <= :room"),
			ExpressionAttributeValues: item{
				":want": number(want), ":room": number(limit - want), ":expires": number(seconds(expires)),
			},
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		})
		if err == nil {
			return want, nil
		}
		spent, known := spentBefore(err)
		if !known {
			return 0, fmt.Errorf("take from budget %s: %w", counter, err)
		}
		want = min(want, limit-spent)
	}
	return 0, nil
}

// spentBefore reads the counter out of the error of a failed condition.
func spentBefore(err error) (int64, bool) {
	var failed *types.ConditionalCheckFailedException
	if !errors.As(err, &failed) || failed.Item == nil {
		return 0, false
	}
	var spent int64
	return spent, attributevalue.Unmarshal(failed.Item["spent"], &spent) == nil
}

// AdjustBudget corrects a counter by what was counted wrongly. A counter whose
// time is over needs no correction.
func (r *Registry) AdjustBudget(ctx context.Context, counter string, by int64) error {
	_, err := r.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &r.table, Key: key(budgetPK(counter), counterSK),
		UpdateExpression:          aws.String("ADD spent :by"),
		ConditionExpression:       aws.String("attribute_exists(pk)"),
		ExpressionAttributeValues: item{":by": number(by)},
	})
	if err != nil && !conditionFailed(err) {
		return fmt.Errorf("adjust budget %s: %w", counter, err)
	}
	return nil
}

// ledgersPK holds the ledgers of the operator's credentials, so that one query
// lists them.
const ledgersPK = "B#ledgers"

func ledgerKey(name string) (pk, sk string) {
	if strings.HasPrefix(name, budget.OwnPrefix) {
		return budgetPK(name), "ledger"
	}
	return ledgersPK, name
}

// ledgerItem keeps a ledger as JSON: it is read and written whole.
type ledgerItem struct {
	Ledger    []byte `dynamodbav:"ledger"`
	Rev       int64  `dynamodbav:"rev"`
	ExpiresAt int64  `dynamodbav:"expiresAt"`
}

// Ledger implements budget.Store.
func (r *Registry) Ledger(ctx context.Context, name string) (budget.Ledger, error) {
	pk, sk := ledgerKey(name)
	it, err := r.get(ctx, pk, sk)
	if err != nil || it == nil {
		return budget.Ledger{}, err
	}
	return decodeLedger(it)
}

// Ledgers implements budget.Ledgers.
func (r *Registry) Ledgers(ctx context.Context) (map[string]budget.Ledger, error) {
	all := map[string]budget.Ledger{}
	for it, err := range r.query(ctx, ledgersPK, true) {
		if err != nil {
			return nil, err
		}
		l, err := decodeLedger(it)
		if err != nil {
			return nil, err
		}
		all[textOf(it["sk"])] = l
	}
	return all, nil
}

// SaveLedger implements budget.Store.
func (r *Registry) SaveLedger(ctx context.Context, name string, l budget.Ledger, expires time.Time) error {
	rev := l.Rev
	l.Rev++
	data, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("encode ledger %s: %w", name, err)
	}
	pk, sk := ledgerKey(name)
	it, err := marshal(pk, sk, ledgerItem{Ledger: data, Rev: l.Rev, ExpiresAt: seconds(expires)})
	if err != nil {
		return err
	}
	_, err = r.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &r.table, Item: it,
		ConditionExpression:       aws.String("rev = :rev OR attribute_not_exists(pk) AND :rev = :none"),
		ExpressionAttributeValues: item{":rev": number(rev), ":none": number(0)},
	})
	return changed(err)
}

func decodeLedger(it item) (budget.Ledger, error) {
	var in ledgerItem
	if err := unmarshal(it, &in); err != nil {
		return budget.Ledger{}, err
	}
	var l budget.Ledger
	if err := json.Unmarshal(in.Ledger, &l); err != nil {
		return budget.Ledger{}, fmt.Errorf("decode ledger %s: %w", textOf(it["sk"]), err)
	}
	return l, nil
}

package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// tableWait bounds the wait for a new table; AWS takes seconds.
const tableWait = 2 * time.Minute

// Provisioner makes tenants' tables. It needs control-plane rights that no
// other function has.
type Provisioner struct {
	Client              *dynamodb.Client
	PointInTimeRecovery bool // off on engines that do not know it
}

// CreateTable makes the tenant's table ready: active, with expiry and, if set,
// point-in-time recovery. It looks before it changes, so that it can be
// repeated after a crash at any step.
func (p Provisioner) CreateTable(ctx context.Context, ref wall.TableRef) error {
	if err := p.ensureTable(ctx, ref); err != nil {
		return fmt.Errorf("create table %s: %w", ref.Table, err)
	}
	if err := p.ensureExpiry(ctx, ref.Table); err != nil {
		return fmt.Errorf("set expiry of %s: %w", ref.Table, err)
	}
	if !p.PointInTimeRecovery {
		return nil
	}
	if err := p.ensureRecovery(ctx, ref.Table); err != nil {
		return fmt.Errorf("set recovery of %s: %w", ref.Table, err)
	}
	return nil
}

func (p Provisioner) ensureTable(ctx context.Context, ref wall.TableRef) error {
	_, err := p.Client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &ref.Table})
	var missing *types.ResourceNotFoundException
	if errors.As(err, &missing) {
		_, err = p.Client.CreateTable(ctx, tableDefinition(ref))
		var exists *types.ResourceInUseException
		if errors.As(err, &exists) {
			err = nil // a parallel run of the same message
		}
	}
	if err != nil {
		return err
	}
	waiter := dynamodb.NewTableExistsWaiter(p.Client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 500*time.Millisecond, 5*time.Second
	})
	return waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &ref.Table}, tableWait)
}

func tableDefinition(ref wall.TableRef) *dynamodb.CreateTableInput {
	return &dynamodb.CreateTableInput{
		TableName: &ref.Table, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			attribute("pk"), attribute("sk"), attribute(wallIndex), attribute(publishedIndex),
		},
		KeySchema:             orderedBy("sk"),
		LocalSecondaryIndexes: []types.LocalSecondaryIndex{index(wallIndex), index(publishedIndex)},
		Tags:                  []types.Tag{{Key: aws.String("hashmytag:tenant"), Value: &ref.TenantID}},
	}
}

func attribute(name string) types.AttributeDefinition {
	return types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS}
}

func orderedBy(name string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash},
		{AttributeName: &name, KeyType: types.KeyTypeRange},
	}
}

// index orders whole items by an attribute of the index's own name.
func index(name string) types.LocalSecondaryIndex {
	return types.LocalSecondaryIndex{
		IndexName: &name, KeySchema: orderedBy(name),
		Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
	}
}

func (p Provisioner) ensureExpiry(ctx context.Context, table string) error {
	out, err := p.Client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &table})
	if err != nil {
		return err
	}
	if d := out.TimeToLiveDescription; d != nil && (d.TimeToLiveStatus == types.TimeToLiveStatusEnabled || d.TimeToLiveStatus == types.TimeToLiveStatusEnabling) {
		return nil
	}
	_, err = p.Client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName:               &table,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String(ttlAttribute), Enabled: aws.Bool(true)},
	})
	return err
}

func (p Provisioner) ensureRecovery(ctx context.Context, table string) error {
	out, err := p.Client.DescribeContinuousBackups(ctx, &dynamodb.DescribeContinuousBackupsInput{TableName: &table})
	if err != nil {
		return err
	}
	if d := out.ContinuousBackupsDescription; d != nil && d.PointInTimeRecoveryDescription != nil &&
		d.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus == types.PointInTimeRecoveryStatusEnabled {
		return nil
	}
	_, err = p.Client.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
		TableName:                        &table,
		PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(true)},
	})
	return err
}

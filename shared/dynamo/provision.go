package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Provisioner makes tenants' tables and removes them. It needs control-plane
// rights that no other function has.
type Provisioner struct {
	Client              *dynamodb.Client
	PointInTimeRecovery bool                 // off on engines that do not know it
	Backoff             retry.BackoffDelayer // between tries; nil for AWS's own, which grows to seconds
}

// CreateTable makes the tenant's table ready: active, tagged, protected, with
// expiry and, if set, point-in-time recovery. It looks before it changes, so that
// it can be repeated after a crash at any step.
func (p Provisioner) CreateTable(ctx context.Context, ref wall.TableRef) error {
	table, err := p.ensureTable(ctx, ref)
	if err != nil {
		return fmt.Errorf("create table %s: %w", ref.Table, err)
	}
	if err := p.ensureProtection(ctx, table); err != nil {
		return fmt.Errorf("protect table %s: %w", ref.Table, err)
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

// ensureTable makes the table unless it is there, waits until it can be used, and
// sees that it is this tenant's.
func (p Provisioner) ensureTable(ctx context.Context, ref wall.TableRef) (*types.TableDescription, error) {
	found, err := p.describe(ctx, ref.Table)
	if err != nil {
		return nil, err
	}
	if found != nil {
		if err := p.ensureTag(ctx, found, ref); err != nil {
			return nil, err
		}
		return p.active(ctx, ref.Table)
	}
	_, err = p.Client.CreateTable(ctx, tableDefinition(ref), p.patient())
	var exists *types.ResourceInUseException
	if err != nil && !errors.As(err, &exists) { // by a parallel run of the same message
		return nil, err
	}
	return p.active(ctx, ref.Table)
}

func (p Provisioner) ensureProtection(ctx context.Context, table *types.TableDescription) error {
	if aws.ToBool(table.DeletionProtectionEnabled) {
		return nil
	}
	return p.protect(ctx, *table.TableName, true)
}

func tableDefinition(ref wall.TableRef) *dynamodb.CreateTableInput {
	return &dynamodb.CreateTableInput{
		TableName: &ref.Table, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			attribute("pk"), attribute("sk"), attribute(wallIndex), attribute(publishedIndex),
		},
		KeySchema:             orderedBy("sk"),
		LocalSecondaryIndexes: []types.LocalSecondaryIndex{index(wallIndex), index(publishedIndex)},
		Tags:                  tagOf(ref),

		DeletionProtectionEnabled: aws.Bool(true),
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
	out, err := p.Client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &table}, p.patient())
	if err != nil {
		return err
	}
	if d := out.TimeToLiveDescription; d != nil && (d.TimeToLiveStatus == types.TimeToLiveStatusEnabled || d.TimeToLiveStatus == types.TimeToLiveStatusEnabling) {
		return nil
	}
	_, err = p.Client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName:               &table,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String(ttlAttribute), Enabled: aws.Bool(true)},
	}, p.patient(inUse))
	return err
}

func (p Provisioner) ensureRecovery(ctx context.Context, table string) error {
	out, err := p.Client.DescribeContinuousBackups(ctx, &dynamodb.DescribeContinuousBackupsInput{TableName: &table}, p.patient())
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
	}, p.patient(inUse, "ContinuousBackupsUnavailableException"))
	return err
}

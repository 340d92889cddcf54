package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// cellClients opens tenants' tables with the operator's own rights, in whatever
// cell they are. Those in another account are opened as an AWS profile that is
// named after it.
type cellClients struct {
	home   wall.Cell
	client *dynamodb.Client // at home
}

// DynamoDB is the client for one table.
func (c cellClients) DynamoDB(ctx context.Context, ref wall.TableRef) (*dynamodb.Client, error) {
	cell := ref.Cell
	if cell == c.home || cell == (wall.Cell{}) {
		return c.client, nil
	}
	if cell.Account == c.home.Account {
		return dynamodb.New(c.client.Options(), func(o *dynamodb.Options) { o.Region = cell.Region }), nil
	}
	profile := "hashmytag-" + cell.Account
	cfg, err := config.LoadDefaultConfig(ctx, config.WithSharedConfigProfile(profile), config.WithRegion(cell.Region))
	if err != nil {
		return nil, fmt.Errorf("the tenant's table is in account %s, which is opened as AWS profile %s: %w", cell.Account, profile, err)
	}
	return dynamodb.NewFromConfig(cfg), nil
}

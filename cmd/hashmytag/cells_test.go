package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestCellsAreOpenedWithTheOperatorsRights(t *testing.T) {
	file := filepath.Join(t.TempDir(), "none")
	t.Setenv("AWS_CONFIG_FILE", file)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", file)
	home := wall.Cell{Account: "111122223333", Region: "us-east-1"}
	cells := cellClients{home: home, client: dynamodb.New(dynamodb.Options{Region: home.Region})}
	for cell, region := range map[wall.Cell]string{
		{}: "us-east-1", home: "us-east-1", {Account: home.Account, Region: "eu-west-3"}: "eu-west-3",
	} {
		client, err := cells.DynamoDB(t.Context(), wall.TableRef{Cell: cell})
		if err != nil || client.Options().Region != region {
			t.Errorf("%v: %v, want a client of %s", cell, err, region)
		}
	}
	elsewhere := wall.TableRef{Cell: wall.Cell{Account: "444455556666", Region: "eu-west-3"}}
	if _, err := cells.DynamoDB(t.Context(), elsewhere); err == nil || !strings.Contains(err.Error(), "profile hashmytag-444455556666") {
		t.Errorf("another account: %v", err)
	}
}

package stack_test

import (
	"slices"
	"testing"
)

// testStores: what tenants cannot get back is kept, whatever becomes of the stack, and is encrypted.
func testStores(t *testing.T, all resources) {
	kept := []string{"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool", "AWS::KMS::Key", "AWS::SecretsManager::Secret"}
	found := map[string]bool{}
	for id, r := range all {
		if !slices.Contains(kept, r.Type) {
			continue
		}
		found[r.Type] = true
		if r.DeletionPolicy != "Retain" || r.UpdateReplacePolicy != "Retain" {
			t.Errorf("%s is lost with the stack: DeletionPolicy %q, UpdateReplacePolicy %q", id, r.DeletionPolicy, r.UpdateReplacePolicy)
		}
	}
	if len(found) != len(kept) {
		t.Errorf("only %v are there", found)
	}
	for id, r := range all.of("AWS::S3::Bucket") {
		if r.property("BucketEncryption/ServerSideEncryptionConfiguration") == nil {
			t.Errorf("%s is not encrypted", id)
		}
		for _, setting := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
			if r.property("PublicAccessBlockConfiguration/"+setting) != true {
				t.Errorf("%s: %s is off", id, setting)
			}
		}
	}
	for id, r := range all.of("AWS::SQS::Queue") {
		if r.property("SqsManagedSseEnabled") != true {
			t.Errorf("%s is not encrypted", id)
		}
	}
	for id, r := range all.of("AWS::DynamoDB::Table") { // AWS encrypts every table
		if r.property("DeletionProtectionEnabled") != true || r.property("PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled") != true {
			t.Errorf("%s: deletion protection or point-in-time recovery is off", id)
		}
	}
	if all["UserPool"].property("DeletionProtection") != "ACTIVE" {
		t.Error("the user pool can be deleted")
	}
	for id, r := range all.of("AWS::SecretsManager::Secret") {
		if r.property("SecretString") != nil || r.property("GenerateSecretString") != nil {
			t.Errorf("%s has a value in the template", id)
		}
	}
}

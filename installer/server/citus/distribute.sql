-- Spreads the server's tables over a Citus cluster. Run once, on the coordinator, in the server's database, after the
-- server's first start (which made the tables) has been stopped again, or after a restore; rows come along:
--   psql -v ON_ERROR_STOP=1 -f distribute.sql "postgresql://pos@coordinator/pos"
CREATE EXTENSION IF NOT EXISTS citus;

-- Small, read everywhere, written at a start only.
SELECT create_reference_table('meta');
SELECT create_reference_table('operator');

-- Everything else by `bucket`, all in one group: rows of one bucket lie on one worker, and a transaction of ours
-- touches one bucket. There are 256 buckets (pos_app/wire/bucket.py); 64 shards spread over up to 64 workers.
SELECT create_distributed_table('lane', 'bucket', shard_count => 64);
SELECT create_distributed_table('enrol_code', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('device', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('stream', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('fact', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('open_list', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('account', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('account_mark', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('lot', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('ledger', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('reservation', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('member', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('member_account', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('member_key', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('identifier', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('receipt', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('card_sale', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('returned', 'bucket', colocate_with => 'lane');
SELECT create_distributed_table('document', 'bucket', colocate_with => 'lane');

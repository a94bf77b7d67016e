/**
 * Names of Redis's own parameters that say nothing of the machine it runs on. Source: `CONFIG GET *` of Redis 7.0 (which has
 * the names of earlier versions beside its own), less files, addresses, certificates and processes.
 */
const NAMES = new Set(
  `
  acl-pubsub-default acllog-max-len active-defrag-cycle-max active-defrag-cycle-min active-defrag-ignore-bytes
  active-defrag-max-scan-fields active-defrag-threshold-lower active-defrag-threshold-upper active-expire-effort
  activedefrag activerehashing always-show-logo aof-disable-auto-gc aof-load-truncated
  aof-rewrite-incremental-fsync aof-timestamp-enabled aof-use-rdb-preamble appendfsync auto-aof-rewrite-min-size
  auto-aof-rewrite-percentage busy-reply-threshold client-output-buffer-limit client-query-buffer-limit
  cluster-allow-pubsubshard-when-down cluster-allow-reads-when-down cluster-allow-replica-migration
  cluster-enabled cluster-link-sendbuf-limit cluster-migration-barrier cluster-node-timeout
  cluster-preferred-endpoint-type cluster-replica-no-failover cluster-replica-validity-factor
  cluster-require-full-coverage cluster-slave-no-failover cluster-slave-validity-factor databases dynamic-hz
  hash-max-listpack-entries hash-max-listpack-value hash-max-ziplist-entries hash-max-ziplist-value
  hll-sparse-max-bytes hz io-threads io-threads-do-reads jemalloc-bg-thread latency-monitor-threshold
  latency-tracking latency-tracking-info-percentiles lazyfree-lazy-eviction lazyfree-lazy-expire
  lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush lfu-decay-time lfu-log-factor
  list-compress-depth list-max-listpack-size list-max-ziplist-size lua-time-limit maxclients maxmemory-clients
  maxmemory-eviction-tenacity maxmemory-policy maxmemory-samples min-replicas-max-lag min-replicas-to-write
  min-slaves-max-lag min-slaves-to-write no-appendfsync-on-rewrite notify-keyspace-events
  propagation-error-behavior proto-max-bulk-len rdb-del-sync-files rdb-save-incremental-fsync rdbchecksum
  rdbcompression repl-backlog-size repl-backlog-ttl repl-disable-tcp-nodelay repl-diskless-load repl-diskless-sync
  repl-diskless-sync-delay repl-diskless-sync-max-replicas repl-ping-replica-period repl-ping-slave-period
  repl-timeout replica-ignore-disk-write-errors replica-ignore-maxmemory replica-lazy-flush replica-priority
  replica-read-only replica-serve-stale-data sanitize-dump-payload set-max-intset-entries shutdown-timeout
  slave-ignore-maxmemory slave-lazy-flush slave-priority slave-read-only slave-serve-stale-data
  slowlog-log-slower-than slowlog-max-len stop-writes-on-bgsave-error stream-node-max-bytes
  stream-node-max-entries tcp-keepalive timeout tracking-table-max-keys zset-max-listpack-entries
  zset-max-listpack-value zset-max-ziplist-entries zset-max-ziplist-value
`
    .trim()
    .split(/\s+/),
);

/** What ElastiCache has beside them, for Redis OSS and Valkey. Source: ElastiCache guide, "Engine specific parameters". */
const OWN =
  /^(reserved-memory(-percent)?|client-output-buffer-limit-(normal|pubsub|replica|slave)-(hard-limit|soft-limit|soft-seconds)|close-on-(replica|slave)-write|(replica|slave)-allow-chaining|min-(replicas|slaves)-(max-lag|to-write)|rename-commands|lua-replicate-commands|list-max-ziplist-entries|list-max-ziplist-value|set-max-listpack-(entries|value)|cluster-(slot-stats-enabled|databases|manual-failover-timeout|blacklist-ttl|announce-.+)|commandlog-.+|import-mode|dual-channel-replication-enabled|extended-redis-compatibility|events-per-io-thread|prefetch-batch-max-size|valkey-.+|search[.-].+|json[.-].+|bf[.-].+)$/;

/** Whether a family of parameters of Redis OSS or Valkey has a parameter of this name. */
export function isRedisParameter(name: string): boolean {
  return NAMES.has(name) || OWN.test(name);
}

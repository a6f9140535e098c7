package dev.sonde.agent.blackbox.prober;

/** Every family of metrics that a probe can have. All are gauges. */
public enum Family {
    SUCCESS("probe_success", "Whether the probe succeeded"),
    DURATION("probe_duration_seconds", "How long the probe took"),
    TIMEOUT("probe_timeout_seconds", "How long it might have taken"),

    DNS_LOOKUP_TIME("probe_dns_lookup_time_seconds", "How long the resolution of the target's name took"),
    IP_PROTOCOL("probe_ip_protocol", "Version of IP probed over; 0 if no address was found"),
    IP_ADDRESS_HASH("probe_ip_addr_hash", "FNV-1a hash of the address, to see it change"),

    HTTP_DURATION("probe_http_duration_seconds", "Duration of each phase, summed over redirects"),
    HTTP_STATUS_CODE("probe_http_status_code", "Status code of the last response; 0 without one"),
    HTTP_CONTENT_LENGTH("probe_http_content_length", "Length of the body as the last response says; -1 if it does not"),
    HTTP_UNCOMPRESSED_LENGTH("probe_http_uncompressed_body_length", "Bytes of the body after unpacking"),
    HTTP_REDIRECTS("probe_http_redirects", "Number of redirects"),
    HTTP_SSL("probe_http_ssl", "Whether the last response came over TLS"),
    HTTP_VERSION("probe_http_version", "Version of HTTP of the last response"),
    HTTP_LAST_MODIFIED("probe_http_last_modified_timestamp_seconds", "When the last response was modified, as it says"),
    FAILED_DUE_TO_REGEX("probe_failed_due_to_regex", "Whether an expression made the probe fail"),
    FAILED_DUE_TO_CEL("probe_failed_due_to_cel", "Whether a CEL expression made the probe fail"),
    FAILED_DUE_TO_BYTES("probe_failed_due_to_bytes", "Whether expected bytes did not come"),

    CERT_EXPIRY("probe_ssl_earliest_cert_expiry", "When the first of the peer's certificates expires"),
    CHAIN_EXPIRY("probe_ssl_last_chain_expiry_timestamp_seconds", "When the longest-lived verified chain expires"),
    CHAIN_INFO("probe_ssl_last_chain_info", "The peer's own certificate"),
    TLS_VERSION("probe_tls_version_info", "Version of TLS spoken"),
    TLS_CIPHER("probe_tls_cipher_info", "Cipher suite in use"),

    EXPECT_INFO("probe_expect_info", "Labels filled in from what the peer said"),

    DNS_DURATION("probe_dns_duration_seconds", "Duration of each phase of a question to a name server"),
    DNS_ANSWERS("probe_dns_answer_rrs", "Records in the section answer"),
    DNS_AUTHORITY("probe_dns_authority_rrs", "Records in the section authority"),
    DNS_ADDITIONAL("probe_dns_additional_rrs", "Records in the section additional"),
    DNS_QUERY_SUCCEEDED("probe_dns_query_succeeded", "Whether the name server answered"),
    DNS_SERIAL("probe_dns_serial", "Serial number of the zone"),

    ICMP_DURATION("probe_icmp_duration_seconds", "Duration of each phase of an echo"),
    ICMP_HOP_LIMIT("probe_icmp_reply_hop_limit", "Hop limit or time to live that the reply had left"),

    GRPC_DURATION("probe_grpc_duration_seconds", "Duration of each phase of a gRPC health check"),
    GRPC_SSL("probe_grpc_ssl", "Whether the check went over TLS"),
    GRPC_STATUS_CODE("probe_grpc_status_code", "Status code of the call"),
    GRPC_HEALTH("probe_grpc_healthcheck_response", "Which status the health service told"),

    WEBSOCKET_STATUS_CODE("probe_websocket_status_code", "Status code of the handshake; 0 without one"),
    WEBSOCKET_UPGRADED("probe_websocket_connection_upgraded", "Whether the connection was upgraded"),
    WEBSOCKET_FAILED_DUE_TO_REGEX("probe_websocket_failed_due_to_regex", "Whether an expression made the probe fail"),
    WEBSOCKET_DURATION("probe_websocket_duration_seconds", "Duration of each phase of a WebSocket probe");

    private final String title;
    private final String help;

    Family(String title, String help) {
        this.title = title;
        this.help = help;
    }

    /** The name on the page. */
    public String title() {
        return title;
    }

    String help() {
        return help;
    }
}

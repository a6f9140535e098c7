package dev.sonde.collector.ingest;

/** What became of one delivered batch. */
public sealed interface Receipt {
    /** Committed to the disk. The agent may forget the batch. */
    record Accepted() implements Receipt {}

    /** It had been committed before. The agent may forget it: answered like an acceptance. */
    record Duplicate() implements Receipt {}

    /** It can never be accepted: the agent sets it aside and goes on. */
    record Rejected(Cause cause, String detail) implements Receipt {}

    /** It could not be kept now (disk full, stopping, too much queued): the agent keeps it and tries again. HTTP 503. */
    record Unavailable(String detail) implements Receipt {}

    /** Why a batch can never be accepted. */
    enum Cause {
        /** HTTP 413. */
        TOO_LARGE(413, "too_large"),
        /** HTTP 415. */
        UNKNOWN_VERSION(415, "unknown_version"),
        /** Not decodable, or it says impossible things. HTTP 400. */
        MALFORMED(400, "malformed"),
        /** The payload names another agent than the token. HTTP 400. */
        OTHER_AGENT(400, "other_agent");

        private final int httpStatus;
        private final String label;

        Cause(int httpStatus, String label) {
            this.httpStatus = httpStatus;
            this.label = label;
        }

        /** The status that tells the agent to set the batch aside. */
        public int httpStatus() {
            return httpStatus;
        }

        /** The word in metrics and logs. */
        public String label() {
            return label;
        }
    }
}

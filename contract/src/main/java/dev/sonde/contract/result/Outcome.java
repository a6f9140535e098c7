package dev.sonde.contract.result;

/** How one run ended. A closed set: the target succeeded, the target failed, or our own side spoiled the run. */
public sealed interface Outcome {
    /** The one success. */
    Outcome SUCCESS = new Success();

    /** A failure of the target. */
    static Outcome failure(FailureReason reason) {
        return new Failure(reason);
    }

    /** A run that says nothing about the target. */
    static Outcome unknown(UnknownReason reason) {
        return new Unknown(reason);
    }

    /** The word in metrics: success, failure or unknown. */
    String label();

    /** The reason's word, empty on success. */
    String reasonLabel();

    /** The word that a slot carries for a run that started and ended so. */
    SlotWord word();

    /** All expectations held. */
    record Success() implements Outcome {
        @Override
        public String label() {
            return "success";
        }

        @Override
        public String reasonLabel() {
            return "";
        }

        @Override
        public SlotWord word() {
            return SlotWord.GOOD;
        }
    }

    /** The target failed. */
    record Failure(FailureReason reason) implements Outcome {
        @Override
        public String label() {
            return "failure";
        }

        @Override
        public String reasonLabel() {
            return reason.label();
        }

        @Override
        public SlotWord word() {
            return SlotWord.bad(reason);
        }
    }

    /** Our own side spoiled the run. */
    record Unknown(UnknownReason reason) implements Outcome {
        @Override
        public String label() {
            return "unknown";
        }

        @Override
        public String reasonLabel() {
            return reason.label();
        }

        @Override
        public SlotWord word() {
            return SlotWord.unknown(reason, true);
        }
    }
}

package dev.sonde.contract.result;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is said of one slot: nothing, or a class with its reason and whether a run started. One byte on the wire and at
 * rest: 0 none, 1 good, 2 excluded, 32 + reason bad, 64 + reason unknown and never started, 96 + reason unknown after a
 * start. Instances are shared, so words compare by identity. Immutable; any thread.
 */
public final class SlotWord {
    private static final int BAD_BASE = 32;
    private static final int UNSTARTED_BASE = 64;
    private static final int STARTED_BASE = 96;
    private static final int CODES = 128;
    private static final @Nullable SlotWord[] BY_CODE = new @Nullable SlotWord[CODES];

    /** Still running, or reported before; says nothing. */
    public static final SlotWord NONE = register(new SlotWord(0, null, "", false));
    /** The run satisfied the indicator. */
    public static final SlotWord GOOD = register(new SlotWord(1, SlotClass.GOOD, "", true));
    /** Not counted; never on the wire. */
    public static final SlotWord EXCLUDED = register(new SlotWord(2, SlotClass.EXCLUDED, "", false));

    static {
        for (FailureReason reason : FailureReason.values()) {
            register(new SlotWord(BAD_BASE + reason.code(), SlotClass.BAD, reason.label(), true));
        }
        for (UnknownReason reason : UnknownReason.values()) {
            register(new SlotWord(UNSTARTED_BASE + reason.code(), SlotClass.UNKNOWN, reason.label(), false));
            register(new SlotWord(STARTED_BASE + reason.code(), SlotClass.UNKNOWN, reason.label(), true));
        }
    }

    private final byte code;
    private final @Nullable SlotClass slotClass;
    private final String reason;
    private final boolean started;

    private SlotWord(int code, @Nullable SlotClass slotClass, String reason, boolean started) {
        this.code = (byte) code;
        this.slotClass = slotClass;
        this.reason = reason;
        this.started = started;
    }

    /** The target failed the indicator for this reason. */
    public static SlotWord bad(FailureReason reason) {
        return ofCode(BAD_BASE + reason.code());
    }

    /** Nothing is known, for this reason; {@code started} tells whether a run began. */
    public static SlotWord unknown(UnknownReason reason, boolean started) {
        return ofCode((started ? STARTED_BASE : UNSTARTED_BASE) + reason.code());
    }

    /** The word with this code; IllegalArgumentException if there is none. */
    public static SlotWord ofCode(int code) {
        SlotWord word = code >= 0 && code < CODES ? BY_CODE[code] : null;
        if (word == null) {
            throw new IllegalArgumentException("slot word code: " + code + " (expected: a code of this version)");
        }
        return word;
    }

    /** Whether the code names a word. */
    public static boolean isCode(int code) {
        return code >= 0 && code < CODES && BY_CODE[code] != null;
    }

    private static SlotWord register(SlotWord word) {
        BY_CODE[word.code] = word;
        return word;
    }

    /** Code on the wire and at rest, 0 to 127. */
    public byte code() {
        return code;
    }

    /** Whether it says nothing. */
    public boolean isNone() {
        return slotClass == null;
    }

    /** The class; must not be asked of {@link #NONE}. */
    public SlotClass slotClass() {
        return Objects.requireNonNull(slotClass, "NONE has no class");
    }

    /** The reason's label, empty for good, excluded and none. */
    public String reason() {
        return reason;
    }

    /** Whether a run of the slot began. */
    public boolean started() {
        return started;
    }

    @Override
    public String toString() {
        if (slotClass == null) {
            return "none";
        }
        return reason.isEmpty()
                ? slotClass.label()
                : slotClass.label() + "(" + reason + (started ? ")" : ", not started)");
    }
}

package dev.sonde.launcher.importer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** The status codes that some conditions leave, as classes and codes of ours. One thread. */
final class StatusSet {
    private static final int FIRST = 100;
    private static final int END = 600;

    private final BitSet codes = new BitSet(END);

    /** All of them. */
    StatusSet() {
        codes.set(FIRST, END);
    }

    void keep(IntPredicate right) {
        for (int code = FIRST; code < END; code++) {
            if (!right.test(code)) {
                codes.clear(code);
            }
        }
    }

    boolean isEmpty() {
        return codes.isEmpty();
    }

    List<String> written() {
        List<String> written = new ArrayList<>();
        for (int hundred = FIRST; hundred < END; hundred += 100) {
            if (codes.nextClearBit(hundred) >= hundred + 100) {
                written.add(hundred / 100 + "xx");
            } else {
                codes.stream().filter(inClass(hundred)).forEach(code -> written.add(Integer.toString(code)));
            }
        }
        return written;
    }

    private static IntPredicate inClass(int hundred) {
        return code -> code >= hundred && code < hundred + 100;
    }
}

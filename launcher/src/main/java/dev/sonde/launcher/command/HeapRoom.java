package dev.sonde.launcher.command;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of its old memory a process keeps free after a full collection, in percent, at least and at most. The JVM's flags give
 * an agent much, so that full collections are rare; a collector's memory is large and mostly in use, and it probes nothing
 * itself. The JVM takes other shares while it runs.
 */
record HeapRoom(int least, int most) {
    /** Names a collector's shares, such as {@code 30-50}; without it the JVM's flags stay. */
    static final String PROPERTY = "sonde.collector.heap.free";

    private static final Logger LOG = LoggerFactory.getLogger(HeapRoom.class);
    private static final Pattern SHARES = Pattern.compile("([1-9]?\\d)-([1-9]?\\d)");
    private static final String LEAST = "MinHeapFreeRatio";
    private static final String MOST = "MaxHeapFreeRatio";

    /** Takes what the property says; a wrong one, or a JVM that cannot, is told in the log and changes nothing. */
    static void takeCollectors() {
        String shares = System.getProperty(PROPERTY);
        if (shares != null) {
            try {
                HeapRoom before = current();
                parse(shares).take();
                LOG.info(
                        "heap kept free after a full collection: {} % ({}; the JVM's flags say {} %)",
                        shares, PROPERTY, before);
            } catch (IllegalArgumentException e) {
                LOG.warn("{}; the heap keeps the room that the JVM's flags say", e.getMessage());
            }
        }
    }

    /** IllegalArgumentException with a line for people unless it is two shares, the second not below the first. */
    static HeapRoom parse(String shares) {
        Matcher matcher = SHARES.matcher(shares);
        if (matcher.matches()) {
            HeapRoom room = new HeapRoom(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            if (room.least <= room.most) {
                return room;
            }
        }
        throw new IllegalArgumentException(
                PROPERTY + ": " + shares + " (expected: two shares in percent, the lower one first, such as 30-50)");
    }

    @Override
    public String toString() {
        return least + "-" + most;
    }

    /** What the JVM does now. */
    static HeapRoom current() {
        return new HeapRoom(share(LEAST), share(MOST));
    }

    /** Has the JVM do so. IllegalArgumentException if it cannot. */
    void take() {
        // The lower share never exceeds the higher one, not even in between.
        if (least <= share(MOST)) {
            set(LEAST, least);
            set(MOST, most);
        } else {
            set(MOST, most);
            set(LEAST, least);
        }
    }

    private static int share(String flag) {
        return Integer.parseInt(jvm().getVMOption(flag).getValue());
    }

    private static void set(String flag, int percent) {
        jvm().setVMOption(flag, Integer.toString(percent));
    }

    private static HotSpotDiagnosticMXBean jvm() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (jvm == null) {
            throw new IllegalArgumentException("this JVM does not take " + PROPERTY + " (expected: HotSpot)");
        }
        return jvm;
    }
}

package dev.sonde.collector.notify;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which receivers fail at present and why, logged when it begins, changes and ends. Confined to its owner's thread. */
final class ReceiverConditions {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiverConditions.class);

    private final Map<String, String> failing = new HashMap<>();

    /** A message to the receiver was not delivered. */
    void fails(String receiver, String error) {
        if (!error.equals(failing.put(receiver, error))) {
            LOG.warn("receiver {} does not get its messages, they are tried again: {}", receiver, error);
        }
    }

    /** A message to the receiver was delivered; true if the one before was not. */
    boolean answers(String receiver) {
        if (failing.remove(receiver) == null) {
            return false;
        }
        LOG.info("receiver {} gets its messages again", receiver);
        return true;
    }
}

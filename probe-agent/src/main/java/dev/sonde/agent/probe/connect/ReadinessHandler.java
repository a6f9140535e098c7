package dev.sonde.agent.probe.connect;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the sockets of one event loop as another does, and notes when it was told of them: Netty asks between waiting and
 * handling whether the time of handling is to be reported. A transport that does not ask there has no instants.
 */
final class ReadinessHandler implements IoHandler {
    private final IoHandler base;
    private final Readiness readiness;
    private @Nullable Noting noting;

    ReadinessHandler(IoHandler base, Readiness readiness) {
        this.base = base;
        this.readiness = readiness;
    }

    @Override
    public int run(IoHandlerContext context) {
        Noting present = noting;
        if (present == null || present.context() != context) {
            present = new Noting(context, readiness);
            noting = present;
        }
        try {
            return base.run(present);
        } finally {
            readiness.handled();
        }
    }

    @Override
    public void initialize() {
        base.initialize();
    }

    @Override
    public void prepareToDestroy() {
        base.prepareToDestroy();
    }

    @Override
    public void destroy() {
        base.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return base.register(handle);
    }

    @Override
    public void wakeup() {
        base.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return base.isCompatible(type);
    }

    /** The loop's context, told to note. */
    private record Noting(IoHandlerContext context, Readiness readiness) implements IoHandlerContext {
        @Override
        public boolean shouldReportActiveIoTime() {
            readiness.told();
            return context.shouldReportActiveIoTime();
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            context.reportActiveIoTime(activeNanos);
        }

        @Override
        public boolean canBlock() {
            return context.canBlock();
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return context.delayNanos(currentTimeNanos);
        }

        @Override
        public long deadlineNanos() {
            return context.deadlineNanos();
        }
    }
}

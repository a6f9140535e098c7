/**
 * gRPC servers: their health by {@code grpc.health.v1} over HTTP/2. Its messages are read here for the drop-in too. Fed with
 * checks by {@code probe.kinds}; knows no other service.
 */
@NullMarked
package dev.sonde.agent.probe.grpc;

import org.jspecify.annotations.NullMarked;

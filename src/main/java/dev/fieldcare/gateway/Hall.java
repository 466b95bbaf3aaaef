package dev.fieldcare.gateway;

import dev.fieldcare.telemetry.Intake;
import io.vertx.core.Vertx;

/** What all connections of the endpoint share. */
record Hall(
    Vertx vertx,
    MqttSettings settings,
    Fleet fleet,
    PayloadCodecs codecs,
    Intake intake,
    GatewayMetrics metrics,
    Refusals refusals,
    Sessions sessions,
    Budget budget,
    UpdateTalk updates) {}

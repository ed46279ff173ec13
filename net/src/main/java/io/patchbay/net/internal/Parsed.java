package io.patchbay.net.internal;

/** What became of a request's head: a route's, or refused. */
sealed interface Parsed permits Incoming, Incoming.Refused {}

package io.patchbay.net.http;

/** A route that is its three values. */
record SimpleRoute(String method, String path, HttpHandler handler) implements HttpRoute {}

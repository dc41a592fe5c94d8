"""Logs, metrics and traces behind one small interface; off where no Lambda runs, so tests and scripts stay quiet."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from chalicelib.shared import settings

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger, Metrics

    from chalicelib.shared.contract import Contract


@dataclass
class Record:
    """What one request came to; the door fills in the status."""

    status: int = 0


@cache
def logger() -> "Logger":
    """Return the JSON logger; its lines carry constant texts and fields, never personal data."""
    from aws_lambda_powertools import Logger

    return Logger(service=settings.feature() or "city", log_uncaught_exceptions=False)


@cache
def metrics() -> "Metrics":
    """Return the metrics that become CloudWatch ones by embedded metric format, without a call to AWS."""
    from aws_lambda_powertools import Metrics

    return Metrics(namespace="CongDanSo", service=settings.feature() or "city")


@contextmanager
def request(contract: "Contract", request_id: str) -> Iterator[Record]:
    """Log one line and count one request when it is over; the path is the route's, without anybody's ids."""
    record, started = Record(), time.perf_counter()
    _name(request_id, f"{contract.method} {contract.path}")
    try:
        # Lambda's own segment refuses annotations, so each request has a subsegment that takes them.
        with span(contract.name):
            yield record
    finally:
        if settings.in_lambda():
            _tell(contract, record, (time.perf_counter() - started) * 1000)


def note(text: str, **fields: Any) -> None:
    """Log a constant text with fields; the caller sees to it that none of them is personal."""
    if settings.in_lambda():
        logger().info(text, extra=fields)


def failed(error: BaseException) -> None:
    """Log that a request failed through our own fault or AWS's, with the stack but not the error's own words.

    An exception's message may quote what a citizen sent, so only its type and the places it passed are kept.
    """
    if settings.in_lambda():
        logger().error("request_failed", extra={"error": type(error).__name__, "stack": _places(error)})
    if (segment := _open_subsegment()) is not None:
        segment.add_fault_flag()


def count(name: str, **dimensions: str) -> None:
    """Count one event as a metric."""
    if settings.in_lambda():
        from aws_lambda_powertools import single_metric
        from aws_lambda_powertools.metrics import MetricUnit

        with single_metric(name=name, unit=MetricUnit.Count, value=1, namespace="CongDanSo") as metric:
            for key, value in {"service": settings.feature() or "city", **dimensions}.items():
                metric.add_dimension(name=key, value=value)


def annotate(**annotations: str) -> None:
    """Tie the current trace to a thing such as a report by annotations one can search for."""
    if (segment := _open_subsegment()) is not None:
        for key, value in annotations.items():
            segment.put_annotation(key, value)


@contextmanager
def work(name: str) -> Iterator[None]:
    """Trace and, when it fails, log a piece of work outside a request, such as an authorizer's look-up."""
    if settings.traces_aws_calls():
        _trace_aws_calls()
    try:
        with span(name):
            yield
    except Exception as error:
        failed(error)
        raise


@contextmanager
def span(name: str) -> Iterator[None]:
    """Time a piece of work as a subsegment of the trace; an error that passes marks it, without its words."""
    if not settings.traces_aws_calls():
        yield
        return
    _trace_aws_calls()
    from aws_xray_sdk.core import xray_recorder

    segment = xray_recorder.begin_subsegment(name)
    try:
        yield
    except BaseException:
        if segment is not None:
            segment.add_fault_flag()
        raise
    finally:
        xray_recorder.end_subsegment()


def task(handler: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Give a handler that is not HTTP the same logs and traces as a route; its errors go on to whoever called it."""

    @wraps(handler)
    def told(event: Any, context: Any) -> Any:
        _name(getattr(context, "aws_request_id", ""), handler.__name__)
        with span(handler.__name__):
            try:
                return handler(event, context)
            except Exception as error:
                failed(error)
                raise

    return told


@cache
def _trace_aws_calls() -> None:
    from aws_xray_sdk.core import patch, xray_recorder

    # A trace must never break a request: a missing context is logged by the SDK and the call goes on.
    xray_recorder.configure(context_missing="LOG_ERROR", service=settings.feature() or "city")
    patch(["botocore"])


def _open_subsegment() -> Any:
    if not settings.traces_aws_calls():
        return None
    from aws_xray_sdk.core import xray_recorder

    return xray_recorder.current_subsegment()


def _name(request_id: str, route: str) -> None:
    # Every line until the next request carries these; the logger itself adds the trace id that Lambda gives.
    if settings.in_lambda():
        logger().append_keys(request_id=request_id, route=route)


def _tell(contract: "Contract", record: Record, milliseconds: float) -> None:
    logger().info("request", extra={"status": record.status, "milliseconds": round(milliseconds, 1)})
    own = metrics()
    own.add_metric(name="Requests", unit="Count", value=1)
    own.add_metric(name="Latency", unit="Milliseconds", value=milliseconds)
    own.add_metric(name="Failures", unit="Count", value=1 if record.status >= 500 else 0)
    own.add_metadata(key="route", value=f"{contract.method} {contract.path}")
    own.flush_metrics(raise_on_empty_metrics=False)


def _places(error: BaseException) -> list[str]:
    places, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-12:]

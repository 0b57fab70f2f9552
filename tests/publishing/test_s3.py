"""A series published into a store that speaks S3, on this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from s3fs import S3FileSystem

import tbh_model as tbh
from small import AT, edition, series
from small_exporter import Many, Texts
from tbh_model import Outcome

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Run a server that speaks S3."""
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    _, port = running.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    running.stop()


@pytest.fixture
def s3(server: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a client of the server, which has a bucket; what is published goes there."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    S3FileSystem.clear_instance_cache()
    client = boto3.client("s3")
    client.create_bucket(Bucket="bucket")
    yield client
    for path in paths(client):
        client.delete_object(Bucket="bucket", Key=path)
    client.close()


def paths(client: Any) -> set[str]:
    return {each["Key"] for each in client.list_objects_v2(Bucket="bucket").get("Contents", ())}


def test_the_example_is_published_with_its_headers(
    tmp_path: Path, example: tbh.Series, s3: Any
) -> None:
    """The same bytes as in a folder; types and caching by media type."""
    tbh.publish(example, tmp_path, NOW, jobs=1)

    report = tbh.publish(example, "s3://bucket/a site", NOW, jobs=1)

    assert report.is_complete
    here = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert paths(s3) == {f"a site/{path}" for path in here}
    for path, type_, age in (
        ("index.html", "text/html; charset=utf-8", 60),
        ("rss.xml", "application/rss+xml; charset=utf-8", 900),
        ("assets/style.css", "text/css; charset=utf-8", 3600),
    ):
        found = s3.get_object(Bucket="bucket", Key=f"a site/{path}")
        assert found["Body"].read() == (tmp_path / path).read_bytes()
        assert found["ContentType"] == type_
        assert found["CacheControl"] == f"public, max-age={age}, must-revalidate"


def test_only_what_changed_is_sent(s3: Any) -> None:
    """And what is no longer made is removed; objects of others stay."""
    s3.put_object(Bucket="bucket", Key="site/mine", Body=b"mine")
    tbh.publish(series(), "s3://bucket/site", AT, [Texts(more=("a", "b/c"))])
    old = s3.head_object(Bucket="bucket", Key="site/a")["LastModified"]

    report = tbh.publish(
        series(editions=(edition(title="New"),)), "s3://bucket/site", AT, [Texts(more=("a",))]
    )

    assert report.written == {"patience.txt": Outcome.CHANGED, "a": Outcome.UNCHANGED}
    assert report.removed == ["b/c"]
    assert paths(s3) == {
        f"site/{name}" for name in (".tbh-manifest.json", "a", "mine", "patience.txt")
    }
    assert s3.head_object(Bucket="bucket", Key="site/a")["LastModified"] == old


def test_many_files_are_sent_side_by_side(s3: Any) -> None:
    """Made by two processes; none is lost, and a second build sends none."""
    report = tbh.publish(series(), "s3://bucket/", AT, [Many(count=120)], jobs=2)
    again = tbh.publish(series(), "s3://bucket", AT, [Many(count=120)])

    assert report.is_complete
    assert len(paths(s3)) == 121
    assert again.count(Outcome.UNCHANGED) == 120


def test_a_bucket_that_is_not_there_is_said(s3: Any) -> None:
    """It is not made: a name that is mistyped would cost money."""
    with pytest.raises(tbh.DestinationError) as caught:
        tbh.publish(series(), "s3://buckett/site", AT, [Texts()])

    assert str(caught.value) == (
        "cannot publish to s3://buckett/site: there is no such bucket or folder; "
        "make it, or check the address"
    )


def test_credentials_that_are_missing_are_said(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With how they are given."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    S3FileSystem.clear_instance_cache()

    with pytest.raises(tbh.DestinationError, match="there are no credentials for it; give them as"):
        tbh.publish(series(), "s3://bucket/site", AT, [Texts()])


@pytest.mark.heavy  # its package tries for ten seconds
def test_a_server_that_is_not_there_is_said(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """After it has been tried a few times."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    S3FileSystem.clear_instance_cache()

    with pytest.raises(tbh.DestinationError, match="nobody answers there; check the address"):
        tbh.publish(series(), "s3://bucket/site", AT, [Texts()])
